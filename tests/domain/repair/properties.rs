use poolwise::request::repair::{RepairId, decode, repair};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Number, Value};

/// Any JSON whose keys are none of the service's.
fn json() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| Number::from_f64(number).map_or(Value::Null, Value::Number)),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number,
        any::<String>().prop_map(Value::String)
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::Array),
            btree_map("x\\PC{0,8}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Text made of what pasted bodies are made of.
fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop_oneof![
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(":"),
        Just(","),
        Just("\""),
        Just("“"),
        Just("”"),
        Just("'"),
        Just("\\"),
        Just("\\u"),
        Just("\\ud83d"),
        Just("\\ude00"),
        Just("&quot;"),
        Just("&lt;"),
        Just("&amp;"),
        Just("&"),
        Just("\n"),
        Just("\r\n"),
        Just(" "),
        Just("\t"),
        Just("\u{a0}"),
        Just("\u{feff}"),
        Just("//"),
        Just("/*"),
        Just("*/"),
        Just("#"),
        Just("```json\n"),
        Just("```"),
        Just("<pre>"),
        Just("</pre>"),
        Just("<span>"),
        Just("-d '"),
        Just("-d \""),
        Just("Input"),
        Just("\"Outputs\":"),
        Just("GolbalParameters"),
        Just("AzureBatchPoolId"),
        Just("null"),
        Just("None"),
        Just("1"),
        Just("-0.5e3"),
        Just("x"),
        Just("å"),
        Just("😀"),
        Just("\u{0}"),
        Just("\u{2028}"),
    ];
    vec(scrap, 0..40).prop_map(|scraps| scraps.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// No text makes the reader panic, and every repair has its place in the text, in order, under one name.
    #[test]
    fn any_text_is_read_or_refused(text in prop_oneof![scraps(), any::<String>()]) {
        let repaired = repair(&text, &[]);
        let mut names: Vec<RepairId> = Vec::new();
        for mended in &repaired.repairs {
            prop_assert!(text.get(mended.span.clone()).is_some(), "{mended:?}");
            names.push(mended.id);
        }
        prop_assert!(names.is_sorted());
        names.dedup();
        prop_assert_eq!(names.len(), repaired.repairs.len(), "{:?}", repaired);
        if let Err(problem) = repaired.value {
            prop_assert!(text.is_char_boundary(problem.offset) && problem.line >= 1 && problem.column >= 1);
        }
    }

    /// Whichever repairs are switched off, reading ends well or says why.
    #[test]
    fn any_repairs_may_be_switched_off(text in scraps(), which in any::<u64>()) {
        let all = repair(&text, &[]);
        let off: Vec<RepairId> = all.repairs.iter().enumerate()
            .filter(|(place, _)| which >> (place % 64) & 1 == 1).map(|(_, mended)| mended.id).collect();
        let again = repair(&text, &off);
        for mended in &again.repairs {
            prop_assert_eq!(mended.applied, !off.contains(&mended.id), "{:?}", mended);
        }
    }

    /// No bytes of a file make it panic.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..200)) {
        let (text, _) = decode(&bytes);
        let _ = repair(&text, &[]);
    }

    /// JSON passes unchanged, with nothing repaired.
    #[test]
    fn json_passes_unchanged(value in json()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap_or_default()] {
            let repaired = repair(&text, &[]);
            prop_assert_eq!(repaired.value.as_ref(), Ok(&value), "{}", text);
            prop_assert!(repaired.repairs.is_empty() && repaired.notices.is_empty(), "{:?}", repaired);
        }
    }

    /// What another JSON reader accepts is no matter of repair here, and the other way round.
    #[test]
    fn agrees_with_another_reader_on_what_json_is(text in prop_oneof![scraps(), json().prop_map(|value| value.to_string())], at in any::<prop::sample::Index>()) {
        let mut damaged = text.clone();
        if let Some((place, ch)) = text.char_indices().nth(at.index(text.chars().count().max(1))) {
            damaged.replace_range(place..place + ch.len_utf8(), "");
        }
        for text in [text, damaged] {
            let repaired = repair(&text, &[]);
            let mended = repaired.repairs.iter().any(|mended| mended.id.kind != poolwise::request::repair::RepairKind::KeyName);
            if text.parse::<Value>().is_ok() {
                prop_assert!(!mended && repaired.value.is_ok(), "{}", text);
            } else {
                prop_assert!(mended || repaired.value.is_err(), "{}", text);
            }
        }
    }
}
