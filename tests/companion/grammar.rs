//! PowerShell scripts, read by a grammar: where no PowerShell can be had to run them, what they say is read from their
//! syntax tree. Their texts are golden files, too (`tests/domain/golden/script`).

use poolwise::request::ServiceAddress;
use poolwise::request::wire::{Json, with_placeholders};
use poolwise::script::{
    Flow, Options, PoolAccess, ScriptLanguage, SecretsAs, Shell, flow_script, many_script, pool_script,
    prelude,
};
use poolwise::service::{Call, PoolId, SwaggerUrl, azure_batch_profile, source_page_profile};
use poolwise::units::{Secret, VmCount};
use serde_json::json;
use tree_sitter::{Node, Parser, Tree};

use crate::scripts::hostile::hostile;

const SERVICE: &str = "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/\
                       services/9fe659022c9747e3b9b7b923c3830623/jobs";
const KEY: &str = "it's a \u{2019}key\u{2019} `$(id)` \u{e5}\u{1f600}";

fn parsed(script: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
    parser.parse(script, None).unwrap()
}

/// Where the grammar does not follow.
fn faults(node: Node, script: &str, found: &mut Vec<String>) {
    if node.is_error() || node.is_missing() {
        let line = node.start_position().row + 1;
        found.push(format!("line {line}: {}", &script[node.byte_range()]));
    } else if node.has_error() {
        let mut cursor = node.walk();
        node.children(&mut cursor).for_each(|child| faults(child, script, found));
    }
}

#[track_caller]
fn assert_grammatical(script: &str) {
    let mut found = Vec::new();
    faults(parsed(script).root_node(), script, &mut found);
    assert!(found.is_empty(), "{found:#?}");
    assert!(script.is_ascii());
}

/// A body with a hostile text in every name and value.
fn body() -> Json {
    let mut parameters = serde_json::Map::new();
    for (at, text) in hostile().into_iter().enumerate() {
        parameters.insert(format!("{at} {text}"), json!([text, { "nested": text }]));
    }
    json!({
        "Inputs": { "input1": { "ConnectionString": format!("AccountName=a;AccountKey={KEY};X=1"),
            "RelativeLocation": "c/it's \"here\" \\ \u{5d0}.csv", "BaseLocation": null, "SasBlobToken": null } },
        "GlobalParameters": parameters,
        "AzureBatchPoolId": "it's `a` pool $(id)",
    })
}

fn flow() -> Flow {
    let (address, _) = ServiceAddress::read(SERVICE);
    Flow::new(&address.unwrap(), &Secret::new(KEY.to_owned()), &body()).unwrap()
}

fn pools() -> PoolAccess {
    PoolAccess {
        service_url: "https://pools.example.com/a".to_owned(),
        key: Secret::new(KEY.to_owned()),
        profile: azure_batch_profile(),
    }
}

fn options(secrets: SecretsAs) -> Options {
    Options { secrets, folder: "res'ults $(id) \u{e5}".to_owned(), ..Options::default() }
}

#[test]
fn every_script_is_grammatical() {
    assert_grammatical(&prelude(&flow().variables(), Shell::PowerShell));
    let to_zero = Call::ResizePool {
        id: PoolId::read("8dfc151b0d3e446497b845f3b29ef53b").unwrap(),
        target: VmCount(0),
    };
    for secrets in [SecretsAs::Environment, SecretsAs::Inlined, SecretsAs::Masked] {
        for flow in [flow(), flow().then_resize(&to_zero, &pools()).unwrap()] {
            let language = ScriptLanguage::PowerShell;
            assert_grammatical(&flow_script(&flow, language, &options(secrets)).unwrap());
            assert_grammatical(
                &many_script(&flow, "bo'dies $(id).ndjson", 7, language, &options(secrets)).unwrap(),
            );
        }
    }
    let id = || PoolId::read("pool-1").unwrap();
    let (swagger, _) = SwaggerUrl::read(&SERVICE.replace("/jobs", "/swagger.json")).unwrap();
    let calls = [
        Call::CreatePool { id: id(), vms: VmCount(2), swagger },
        Call::ListPools { page: None },
        Call::GetPool(id()),
        Call::ResizePool { id: id(), target: VmCount(3) },
        Call::StopResize(id()),
        Call::DeletePool(id()),
    ];
    let mut written = 0;
    for profile in [azure_batch_profile(), source_page_profile()] {
        for call in &calls {
            let access = PoolAccess { profile: profile.clone(), ..pools() };
            // The source page names no way to ask for some of them.
            if let Ok(script) = pool_script(call, &access, ScriptLanguage::PowerShell, SecretsAs::Inlined) {
                assert_grammatical(&script);
                written += 1;
            }
        }
    }
    assert!(written > calls.len(), "{written}");
}

/// The value of a variable that is put together of literals, characters by number and secrets.
fn value(script: &str, variable: &str, secret: impl Fn(&str) -> String) -> String {
    fn assigned<'t>(node: Node<'t>, script: &str, variable: &str) -> Option<Node<'t>> {
        if node.kind() == "assignment_expression" {
            let left = node.child(0).unwrap();
            if &script[left.byte_range()] == variable {
                return node.child_by_field_name("value");
            }
        }
        let mut cursor = node.walk();
        node.children(&mut cursor).find_map(|child| assigned(child, script, variable))
    }
    fn read(node: Node, script: &str, secret: &dyn Fn(&str) -> String, units: &mut Vec<u16>) {
        let text = &script[node.byte_range()];
        match node.kind() {
            "verbatim_string_characters" => {
                units.extend(text[1..text.len() - 1].replace("''", "'").encode_utf16());
            }
            "hexadecimal_integer_literal" => {
                units.push(u16::from_str_radix(text.trim_start_matches("0x"), 16).unwrap());
            }
            "variable" => units.extend(secret(text).encode_utf16()),
            _ => {
                let mut cursor = node.walk();
                node.children(&mut cursor).for_each(|child| read(child, script, secret, units));
            }
        }
    }
    let tree = parsed(script);
    let mut units = Vec::new();
    read(assigned(tree.root_node(), script, variable).expect(variable), script, &secret, &mut units);
    String::from_utf16(&units).unwrap()
}

/// What the grammar reads from the script is what was meant, quote for quote.
#[test]
fn what_a_script_holds_is_what_was_meant() {
    let script = flow_script(&flow(), ScriptLanguage::PowerShell, &options(SecretsAs::Environment)).unwrap();
    let (_, placeholders) = with_placeholders(&body(), &str::to_owned);
    let in_json = |name: &str| {
        let one = placeholders.iter().find(|one| format!("${}", one.name) == name).expect(name);
        let quoted = json!(one.secret.reveal()).to_string();
        quoted[1..quoted.len() - 1].to_owned()
    };
    let read: Json = serde_json::from_str(&value(&script, "$body", in_json)).unwrap();
    assert_eq!(read, body());
    assert_eq!(value(&script, "$Folder", |_| String::new()), options(SecretsAs::Environment).folder);
}

/// The test can fail: these are what an escape that is forgotten would make of it.
#[test]
fn what_is_no_powershell_is_noticed() {
    for broken in ["$a = 'it's'\n", "if ($a { 1 }\n", "$a = \"x\n", "function { }\n", "$a = @{ 'b' = }\n"] {
        assert!(parsed(broken).root_node().has_error(), "{broken}");
    }
}
