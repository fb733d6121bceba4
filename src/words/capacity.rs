use super::{In, Phrase};

/// What is said of workloads, pools and histories that cannot be simulated, and of queues that grow for ever.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the sentence that it holds")]
pub struct CapacityWords {
    pub no_jobs: &'static str,
    pub too_many_jobs: Phrase,
    pub period: Phrase,
    pub job_too_long: Phrase,
    pub length_zero: &'static str,
    pub p95_below_median: Phrase,
    pub window_too_long: Phrase,
    pub window_zero: &'static str,
    pub pattern_empty: &'static str,
    pub history_empty: &'static str,
    pub history_recurs: &'static str,
    pub percent: Phrase,
    pub no_vms: &'static str,
    pub no_jobs_per_vm: &'static str,
    pub too_many_slots: Phrase,
    pub kept_zero: &'static str,
    pub never_ready: Phrase,
    pub no_endpoints: &'static str,
    pub waits_out_of_order: &'static str,
}

/// The words for capacity.
pub static CAPACITY: In<CapacityWords> = In {
    english: CapacityWords {
        no_jobs: "no job to run; type at least 1",
        too_many_jobs: Phrase(
            "{found} jobs in a charge period are too many to simulate; the most is {maximum}",
        ),
        period: Phrase("a charge period of {found} days; it has 1 to {maximum}"),
        job_too_long: Phrase("a job of {found} minutes is too long; the longest is {maximum} minutes"),
        length_zero: "jobs of no length have no spread; type a time above 0",
        p95_below_median: Phrase(
            "the 95th percentile, {p95} minutes, is below the median, {median} minutes; type a longer time here or a shorter median",
        ),
        window_too_long: Phrase(
            "jobs arrive over {found} hours, but the next ones come after {every} hours; shorten the window",
        ),
        window_zero: "random arrivals need a window above 0; or let all jobs arrive at once",
        pattern_empty: "no hour of the week has any jobs; give at least one hour a weight",
        history_empty: "no past jobs yet; choose a CSV file or paste a table",
        history_recurs: "a history is replayed once; choose “once”, or another way of arriving",
        percent: Phrase("{found} % of the jobs; type 1 to 100"),
        no_vms: "the pool never has a VM; type at least 1",
        no_jobs_per_vm: "a VM that runs no job; type at least 1",
        too_many_slots: Phrase("{found} jobs at once are too many to simulate; the most is {maximum}"),
        kept_zero: "the VMs are kept for no time; type the hours",
        never_ready: Phrase(
            "the VMs are kept {kept} minutes at most, but may take {ready} minutes to be ready; keep them longer",
        ),
        no_endpoints: "no endpoint to run on; type at least 1",
        waits_out_of_order: "the waits are not in order; type the shortest, then the typical, then the longest",
    },
    swedish: CapacityWords {
        no_jobs: "inget jobb att köra; ange minst 1",
        too_many_jobs: Phrase(
            "{found} jobb i en debiteringsperiod är för många att simulera; högst {maximum}",
        ),
        period: Phrase("en debiteringsperiod på {found} dygn; den kan ha 1 till {maximum}"),
        job_too_long: Phrase("ett jobb på {found} minuter är för långt; högst {maximum} minuter"),
        length_zero: "jobb utan längd har ingen spridning; ange en tid över 0",
        p95_below_median: Phrase(
            "95:e percentilen, {p95} minuter, ligger under medianen, {median} minuter; ange en längre tid här eller en kortare median",
        ),
        window_too_long: Phrase(
            "jobben kommer under {found} timmar, men nästa omgång kommer efter {every} timmar; ange en kortare tid",
        ),
        window_zero: "slumpmässig ankomst kräver en tid över 0; ange en, eller låt alla jobb komma på en gång",
        pattern_empty: "ingen timme i veckan har några jobb; ge minst en timme en vikt",
        history_empty: "inga tidigare jobb ännu; välj en CSV-fil eller klistra in en tabell",
        history_recurs: "tidigare jobb spelas upp en enda gång; välj ”En gång”, eller låt jobben komma på ett annat sätt",
        percent: Phrase("{found} % av jobben; ange 1 till 100"),
        no_vms: "poolen har aldrig någon virtuell dator; ange minst 1",
        no_jobs_per_vm: "en virtuell dator som inte kör något jobb; ange minst 1",
        too_many_slots: Phrase("{found} jobb samtidigt är för många att simulera; högst {maximum}"),
        kept_zero: "de virtuella datorerna behålls ingen tid alls; ange antalet timmar",
        never_ready: Phrase(
            "de virtuella datorerna behålls högst {kept} minuter men kan ta {ready} minuter att etablera; behåll dem längre",
        ),
        no_endpoints: "ingen slutpunkt att köra på; ange minst 1",
        waits_out_of_order: "väntetiderna är inte i ordning; ange den kortaste, sedan den typiska, sedan den längsta",
    },
};
