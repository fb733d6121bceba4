/// How many times slower the processor is made where a slow machine is measured: four, or what `POOLWISE_SLOWDOWN` says.
///
/// Four makes of a high-end desktop a phone of the middle; a machine that is slower itself needs less to be one. Source:
/// Lighthouse's docs/throttling.md. `scripts/lighthouse` prints how fast this machine is.
pub(crate) fn slowdown() -> f64 {
    let asked = std::env::var("POOLWISE_SLOWDOWN").ok().filter(|text| !text.is_empty());
    let times = asked.map_or(4.0, |text| {
        text.parse().unwrap_or_else(|_| panic!("POOLWISE_SLOWDOWN is {text}; a number such as 2.5 is meant"))
    });
    assert!((1.0..=20.0).contains(&times), "POOLWISE_SLOWDOWN is {times}; 1 to 20 can be had");
    times
}
