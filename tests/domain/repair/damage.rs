use poolwise::request::repair::repair;
use serde_json::{Map, Value, json};

fn bodies() -> [Value; 3] {
    let account = json!({
        "ConnectionString": "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=a+b/c==",
        "RelativeLocation": "container/in put.csv",
        "BaseLocation": null,
        "SasBlobToken": null
    });
    let shared = json!({
        "ConnectionString": null,
        "RelativeLocation": "container/out.csv",
        "BaseLocation": "https://acme.blob.core.windows.net/",
        "SasBlobToken": "?sv=2015-04-05&sr=b&sig=x%2Fy%3D&se=2017-04-30T00%3A00%3A00Z&sp=rw"
    });
    [
        json!({ "Input": account, "GlobalParameters": {}, "Outputs": { "output1": shared }, "AzureBatchPoolId": "8dfc151b0d3e446497b845f3b29ef53b" }),
        json!({
            "Inputs": { "input1": account, "input2": shared },
            "GlobalParameters": { "Append score columns to output": "true", "Rows": "12" },
            "Outputs": { "output1": shared, "trained model": account },
            "AzureBatchPoolId": "8dfc151b0d3e446497b845f3b29ef53b"
        }),
        json!({ "GlobalParameters": { "Database query": "select 'a', “b” from c where d >= 1 -- e" }, "Outputs": {} }),
    ]
}

#[track_caller]
fn check(damage: &str, damaged: &str, body: &Value) {
    let repaired = repair(damaged, &[]);
    assert_eq!(repaired.value.as_ref(), Ok(body), "{damage}\n{damaged}\n{repaired:?}");
}

fn pretty(body: &Value) -> String {
    serde_json::to_string_pretty(body).unwrap_or_default()
}

/// Where `mark` stands outside strings.
fn outside_strings(text: &str, mark: char) -> Vec<usize> {
    let mut inside = false;
    let mut places = Vec::new();
    for (at, ch) in text.char_indices() {
        match ch {
            '"' => inside = !inside,
            _ if ch == mark && !inside => places.push(at),
            _ => {}
        }
    }
    places
}

/// The text with every quote outside strings replaced by what `quote` gives for an opening or closing one.
fn requoted(text: &str, quote: fn(bool) -> &'static str) -> String {
    let mut opening = true;
    text.chars().fold(String::new(), |mut damaged, ch| {
        if ch == '"' {
            damaged.push_str(quote(opening));
            opening = !opening;
        } else {
            damaged.push(ch);
        }
        damaged
    })
}

#[test]
fn every_quote_of_another_kind() {
    let [one, two, query] = bodies();
    for body in [one, two] {
        let text = pretty(&body);
        check("curly", &requoted(&text, |opening| if opening { "“" } else { "”" }), &body);
        check("Swedish curly", &requoted(&text, |_| "”"), &body);
        check("German", &requoted(&text, |opening| if opening { "„" } else { "“" }), &body);
        check("angled", &requoted(&text, |opening| if opening { "»" } else { "«" }), &body);
        check("single", &requoted(&text, |_| "'"), &body);
        check("single curly", &requoted(&text, |opening| if opening { "‘" } else { "’" }), &body);
        check("mixed", &requoted(&text, |opening| if opening { "\"" } else { "”" }), &body);
    }
    check("entities", &requoted(&pretty(&query), |_| "&quot;"), &query);
    check("numeric entities", &requoted(&pretty(&query), |_| "&#34;"), &query);
}

#[test]
fn any_one_comma_missing_or_too_many() {
    for body in bodies() {
        let text = pretty(&body);
        for at in outside_strings(&text, ',') {
            check("missing comma", &format!("{}{}", &text[..at], &text[at + 1..]), &body);
            check("doubled comma", &format!("{},{}", &text[..at], &text[at..]), &body);
        }
        for at in outside_strings(&text, '}') {
            check("trailing comma", &format!("{},{}", &text[..at], &text[at..]), &body);
        }
    }
}

#[test]
fn any_one_closing_brace_missing() {
    for body in bodies() {
        let text = pretty(&body);
        for at in outside_strings(&text, '}') {
            check("missing brace", &format!("{}{}", &text[..at], &text[at + 1..]), &body);
        }
        for kept in outside_strings(&text, '}') {
            let tail = text[kept..].replace(['}', '\n', ' '], "");
            if tail.is_empty() {
                check("cut off", &text[..kept], &body);
            }
        }
    }
}

#[test]
fn a_brace_too_many_after_a_member_of_the_body() {
    for body in bodies() {
        let text = pretty(&body);
        for at in outside_strings(&text, '}') {
            let ends_member = text[at..].starts_with("},\n  \"")
                || text[at + 1..].trim() == ""
                || text[at + 1..].trim() == "}";
            if ends_member {
                check("surplus brace", &format!("{}}}{}", &text[..=at], &text[at + 1..]), &body);
            }
        }
    }
}

#[test]
fn a_string_broken_anywhere() {
    let text = pretty(&bodies()[0]);
    let strings: Vec<usize> = text
        .match_indices("AccountName")
        .flat_map(|(at, _)| at - 30..at + 30)
        .chain(text.match_indices("8dfc").flat_map(|(at, _)| at..at + 32))
        .collect();
    for at in strings {
        for gap in ["\n", "\r\n", "\n        ", "\n\t\t", " \n  \u{a0}"] {
            check("broken line", &format!("{}{gap}{}", &text[..at], &text[at..]), &bodies()[0]);
        }
    }
}

#[test]
fn python_and_javascript() {
    for body in bodies() {
        let python = requoted(&pretty(&body), |_| "'").replace("null", "None");
        if !python.contains("select") {
            check("Python", &python, &body);
            check("Python 2", &python.replace(" '", " u'"), &body);
        }
        let text = pretty(&body);
        let keys = [
            "Input",
            "Inputs",
            "Outputs",
            "GlobalParameters",
            "AzureBatchPoolId",
            "ConnectionString",
            "output1",
        ];
        let bare =
            keys.iter().fold(text, |text, key| text.replace(&format!("\"{key}\":"), &format!("{key} :")));
        check("JavaScript", &format!("const body = {bare};\n"), &body);
        check(
            "comments",
            &bare.replace(",\n", ", // more\n").replace("{\n", "{ /* here, \"a\": */\n"),
            &body,
        );
        check("blanks", &bare.replace("  ", "\u{a0}\u{a0}"), &body);
    }
}

#[test]
fn a_fragment_without_its_braces() {
    for body in bodies() {
        let text = pretty(&body);
        let inside = text.trim().trim_start_matches('{').trim_end_matches('}').to_owned();
        let levels = text.len() - text.trim_end_matches(['}', '\n', ' ']).len();
        if levels <= 2 {
            check("no outer braces", &inside, &body);
            check("trailing comma", &format!("{},", inside.trim_end()), &body);
        }
        check("only the last brace", text.trim().trim_start_matches('{'), &body);
    }
}

#[test]
fn markdown_and_entities_together() {
    for body in bodies() {
        let escaped: String = pretty(&body)
            .chars()
            .map(|ch| match ch {
                '&' => "&amp;".to_owned(),
                '<' => "&lt;".to_owned(),
                '>' => "&gt;".to_owned(),
                '"' => "&quot;".to_owned(),
                '_' | '*' | '=' | '-' | '+' => format!("\\{ch}"),
                _ => ch.to_string(),
            })
            .collect();
        check("a page's source", &format!("Example Request:\n\n{escaped}\n\n## Considerations\n"), &body);
    }
}

#[test]
fn a_large_body_is_read_in_time_that_grows_with_its_length() {
    let mut parameters = Map::new();
    for number in 0..1_000 {
        parameters.insert(format!("Parameter {number}"), Value::String("x".repeat(40)));
    }
    let body = json!({ "GlobalParameters": parameters });
    let text = requoted(&pretty(&body), |_| "”").replace(",\n", ", , // c\n");
    check("large", &text, &body);
    // Each of these took a second look at the whole rest in some reader; a quadratic one would take many minutes here.
    let long = 20_000;
    for hostile in [
        "\"",
        "“",
        "{\"",
        "'",
        "\n",
        "&",
        "&#",
        "<",
        "<span",
        "/*",
        "{",
        "```\n",
        "-d '",
        "\"a\":",
        "\\",
        "” ”",
        ",",
        "}",
        "<pre>",
        "{\"a\":\"\n",
    ] {
        let _ = repair(&hostile.repeat(long / hostile.len()), &[]);
        let _ = repair(&format!("{{\"a\":\"{}", hostile.repeat(long / hostile.len())), &[]);
    }
}
