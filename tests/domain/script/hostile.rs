//! Texts that break what was not escaped.

/// Every text that a generator could trip over.
pub(crate) fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        "plain",
        "",
        "it's \"both\" `kinds` \u{2018}curly\u{2019} \u{201c}curly\u{201d} \u{201a}low\u{201e} \u{ab}g\u{bb}",
        "$(id) `id` ${HOME} $HOME %PATH% %TEMP% !HISTORY! $env:PATH $(Get-Date) @{a}",
        "'@\n@'\n\"@\n\"\"\"\n'''\nEOF\n*/ // <!-- ]]> -->",
        "back\\slash \\n \\u0041 \\u0000INPUT1_ACCOUNT_KEY\\u0000 \\",
        "tab\tCR\rLF\nCRLF\r\nbell\u{7}escape\u{1b}[31mdelete\u{7f}next\u{85}line\u{2028}para\u{2029}",
        "\u{202e}right to left \u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{200f}\u{feff}",
        "emoji \u{1f600}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{e5}\u{e4}\u{f6} \u{10ffff}\u{ffff}",
        "{{x}} {name} %%body%% {0} %s %d%n {poolId} #{x} <% %>",
        "-n --version @file ;rm | & > < * ? [a] ~ # comment",
        "trailing space and backslash \\ ",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push("x'\"\\\u{e5}".repeat(2_000));
    texts
}
