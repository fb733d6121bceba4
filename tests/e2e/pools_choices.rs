//! What is chosen on the Pools page is what is sent: pools that go, contracts that are renamed, edited and deleted, here
//! and in another tab, and questions that are open when the page is left.

use poolwise::service::{Profile, azure_batch_profile, profiles_from_json, profiles_to_json};
use poolwise::words::{Language, POOL_PROFILE, SHELL};
use serde_json::json;

use crate::harness::{Page, Site};
use crate::pools_live::{Double, Habit, POOL_KEY, SERVICE_PATH, connect, open, press, unfold};

/// The value of a drop-down, and what it shows.
fn chosen(page: &Page, id: &str) -> (String, String) {
    let read = "const it = document.getElementById(arguments[0]); \
                return it ? [it.value, it.selectedOptions[0]?.textContent ?? ''].join('\\n') : ''";
    let read = page.script(read, &json!([id])).as_str().unwrap_or_default().to_owned();
    let (value, shown) = read.split_once('\n').unwrap_or_default();
    (value.to_owned(), shown.to_owned())
}

/// Waits until the element of this id has the focus.
#[track_caller]
fn has_focus(page: &Page, id: &str) {
    let focused = || page.script("return document.activeElement?.id ?? ''", &json!([]));
    page.until("the focus", focused, |focused| *focused == json!(id));
}

/// Chooses as a user does, after which an option's attribute counts for nothing.
fn choose(page: &Page, id: &str, value: &str) {
    let choose = "const it = document.getElementById(arguments[0]); it.value = arguments[1]; \
                  it.dispatchEvent(new Event('change', { bubbles: true }))";
    page.script(choose, &json!([id, value]));
}

fn device(page: &Page) -> Vec<Profile> {
    let kept = page.script("return localStorage.getItem('poolwise.profiles') ?? ''", &json!([]));
    profiles_from_json(kept.as_str().unwrap_or_default())
}

/// The menu showed the classic queue, or another pool, while jobs went to the one that had been chosen.
#[test]
fn a_pool_that_goes_is_still_shown_as_chosen() {
    let site = Site::dist();
    let service = Double::start(Habit::Ordinary, false);
    let (page, words) = open(&site, Language::English, &[&service]);
    let (desk, live) = words;
    page.expect_fault("404");
    connect(&page, words, &service.origin(), POOL_KEY);
    let ids = "return [...document.querySelectorAll('[data-table=pools] .row-name')].map(it => it.title)";
    for count in 1..=2 {
        page.field(desk.vm_count).fill("1");
        page.field(desk.swagger)
            .fill(&format!("https://ussouthcentral.services.azureml.net{SERVICE_PATH}/swagger.json"));
        press(&page, &page.button(desk.create_button));
        let listed = || page.script(ids, &json!([])).as_array().map(Vec::len);
        page.until("a pool", listed, |listed| *listed == Some(count));
    }
    let entries = "return [...document.getElementById('submit-pool').options].map(it => it.value)";
    let entries = || page.script(entries, &json!([]));
    page.until("both pools", entries, |all| all.as_array().is_some_and(|all| all.len() == 3));
    let pools: Vec<String> = serde_json::from_value(entries()).expect("texts");
    let [_, first, second] = pools.as_slice() else { panic!("{pools:?}") };
    choose(&page, "submit-pool", first);
    choose(&page, "submit-pool", second);
    for (gone, rest) in [(first, 2), (second, 1)] {
        let open = "[...document.querySelectorAll('[data-table=pools] tbody tr')].find(it => it.querySelector('.row-name')?.title \
                    === arguments[0]).querySelector('button.danger').click()";
        page.script(open, &json!([gone]));
        let dialog = page.find("dialog", &desk.confirm_delete.with(&[("pool", gone)]));
        let delete = desk.delete.trim_end_matches('…');
        dialog.find("button", delete).click();
        page.until(
            "it is gone",
            || chosen(&page, "submit-pool"),
            |(value, shown)| {
                let is_listed = !shown.ends_with(live.pool_gone.0.split("{pool}").last().unwrap_or_default());
                value == second && is_listed == (rest == 2)
            },
        );
    }
}

/// The key went to the service in the header of Azure Batch's contract, without a word.
#[test]
fn a_contract_that_was_renamed_stays_chosen_and_one_that_was_deleted_is_told() {
    let site = Site::dist();
    for language in Language::ALL {
        let (page, (desk, live)) = open(&site, language, &[]);
        let contract = POOL_PROFILE.of(language);
        unfold(&page, contract.heading);
        press(&page, &page.button(contract.duplicate));
        page.field(contract.name).fill("Ours");
        page.field(contract.base_url).fill("https://a.example");
        press(&page, &page.button(contract.save));
        has_focus(&page, "contract-shown");
        unfold(&page, desk.connection);
        choose(&page, "contract", "own Ours");
        let url = || page.field(desk.service_url).value();
        page.until("its address", url, |url| url == "https://a.example");
        page.field(desk.service_key).fill("k");
        press(&page, &page.button(contract.edit));
        page.field(contract.name).fill("Theirs");
        page.field(contract.base_url).fill("https://b.example");
        page.field(contract.auth_header).fill("X-Key");
        press(&page, &page.button(contract.save));
        page.until(
            "its new name",
            || chosen(&page, "contract"),
            |it| *it == ("own Theirs".to_owned(), "Theirs".to_owned()),
        );
        page.until("its new address", url, |url| url == "https://b.example");
        unfold(&page, live.show_request);
        let shown = "let near = document.getElementById('contract'); \
                     while (!near.querySelector('.shown-request')) near = near.parentElement; \
                     return near.querySelector('.shown-request').textContent";
        let shown = || page.script(shown, &json!([])).as_str().unwrap_or_default().to_owned();
        page.until("its request", shown, |text| text.contains("X-Key") && text.contains("b.example"));
        press(&page, &page.button(contract.delete));
        page.see("paragraph", &contract.gone_choose.with(&[("name", "Theirs")]));
        assert_eq!(page.button(desk.connect).attribute("aria-disabled"), "true");
        let gone = contract.gone.with(&[("name", "Theirs")]);
        assert_eq!(chosen(&page, "contract"), ("own Theirs".to_owned(), gone));
        assert!(!shown().contains("b.example"));
    }
}

/// A contract that was saved in one tab was deleted by the next save in another.
#[test]
fn a_contract_of_another_tab_is_kept_and_what_was_typed_comes_back() {
    let site = Site::dist();
    for language in Language::ALL {
        let (page, _) = open(&site, language, &[]);
        let contract = POOL_PROFILE.of(language);
        unfold(&page, contract.heading);
        let other = Profile { name: "Other tab’s".to_owned(), ..azure_batch_profile() };
        let keep = "localStorage.setItem('poolwise.profiles', arguments[0])";
        page.script(keep, &json!([profiles_to_json(&[other])]));
        press(&page, &page.button(contract.duplicate));
        page.field(contract.name).fill("Ours");
        // Neither closing the form nor opening another contract loses it.
        press(&page, &page.button(contract.close));
        has_focus(&page, "profile-back");
        press(&page, &page.button(contract.duplicate));
        page.field(contract.name);
        press(&page, &page.button(contract.bring_back));
        page.until("it is back", || page.field(contract.name).value(), |name| name == "Ours");
        press(&page, &page.button(contract.save));
        page.see("paragraph", &contract.saved.with(&[("name", "Ours")]));
        let names: Vec<String> = device(&page).into_iter().map(|it| it.name).collect();
        assert_eq!(names, ["Other tab’s", "Ours"]);
    }
}

/// The question stayed modal without a place on the screen: nothing could be pressed any more.
#[test]
fn a_question_does_not_outlive_its_page() {
    let site = Site::dist();
    let language = Language::English;
    let (page, (desk, _)) = open(&site, language, &[]);
    let shell = SHELL.of(language);
    press(&page, &page.link(shell.cost));
    press(&page, &page.link(shell.pools));
    page.button(desk.create_button).click();
    let open = "const it = document.querySelector('[data-table=pools] button.danger'); \
                if (it && !it.hasAttribute('aria-disabled')) it.click(); return !!document.querySelector('dialog[open]')";
    page.until("the question", || page.script(open, &json!([])), |is_open| *is_open == true);
    page.back();
    let still = "return !!document.querySelector('dialog[open]')";
    page.until("no question", || page.script(still, &json!([])), |is_open| *is_open == false);
    has_focus(&page, "main");
    press(&page, &page.link(shell.pools));
    page.find("heading", desk.create);
    assert_eq!(page.script(still, &json!([])), false);
}
