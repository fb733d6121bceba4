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
    pub no_jobs_in_period: Phrase,
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
        job_too_long: Phrase("a job of {found} is too long; the longest is {maximum}"),
        length_zero: "jobs of no length have no spread; type a time above 0",
        p95_below_median: Phrase(
            "the 95th percentile, {p95}, is below the median, {median}; type a longer time here or a shorter median",
        ),
        window_too_long: Phrase(
            "jobs arrive over {found}, but the next ones come after {every}; type a shorter time",
        ),
        window_zero: "random arrivals need a time above 0; type one, or let all jobs arrive at once",
        pattern_empty: "no hour of the week has any jobs; give at least one hour a weight",
        no_jobs_in_period: Phrase(
            "no job comes within the period of {days}, which begins on a Monday; let it last longer, or the jobs come earlier in the week",
        ),
        history_empty: "no past jobs yet; choose a CSV file or paste a table",
        history_recurs: "past jobs are replayed once; choose “Once”, or let the jobs arrive another way",
        percent: Phrase("{found}% of the jobs; type 1 to 100"),
        no_vms: "the pool never has a VM; type at least 1",
        no_jobs_per_vm: "a VM that runs no job; type at least 1",
        too_many_slots: Phrase("{found} jobs at once are too many to simulate; the most is {maximum}"),
        kept_zero: "the VMs are kept for no time; type the hours",
        never_ready: Phrase(
            "the VMs are kept {kept} at most, but may take {ready} to be ready; keep them longer",
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
        job_too_long: Phrase("ett jobb på {found} är för långt; högst {maximum}"),
        length_zero: "jobb utan längd har ingen spridning; ange en tid över 0",
        p95_below_median: Phrase(
            "95:e percentilen, {p95}, ligger under medianen, {median}; ange en längre tid här eller en kortare median",
        ),
        window_too_long: Phrase(
            "jobben kommer under {found}, men nästa omgång kommer efter {every}; ange en kortare tid",
        ),
        window_zero: "slumpmässig ankomst kräver en tid över 0; ange en, eller låt alla jobb komma på en gång",
        pattern_empty: "ingen timme i veckan har några jobb; ge minst en timme en vikt",
        no_jobs_in_period: Phrase(
            "inget jobb kommer inom perioden på {days}, som börjar en måndag; förläng perioden eller låt jobben komma tidigare i veckan",
        ),
        history_empty: "inga tidigare jobb ännu; välj en CSV-fil eller klistra in en tabell",
        history_recurs: "tidigare jobb spelas upp en enda gång; välj ”En gång”, eller låt jobben komma på ett annat sätt",
        percent: Phrase("{found}\u{a0}% av jobben; ange 1 till 100"),
        no_vms: "poolen har aldrig någon virtuell dator; ange minst 1",
        no_jobs_per_vm: "en virtuell dator som inte kör något jobb; ange minst 1",
        too_many_slots: Phrase("{found} jobb samtidigt är för många att simulera; högst {maximum}"),
        kept_zero: "de virtuella datorerna behålls ingen tid alls; ange antalet timmar",
        never_ready: Phrase(
            "de virtuella datorerna behålls högst {kept} men kan ta {ready} att etablera; behåll dem längre",
        ),
        no_endpoints: "ingen slutpunkt att köra på; ange minst 1",
        waits_out_of_order: "väntetiderna är inte i ordning; ange den kortaste, sedan den typiska, sedan den längsta",
    },
};
