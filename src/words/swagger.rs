use super::{In, Phrase};

/// What is said of a web service's swagger.json.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the sentence that it holds")]
pub struct SwaggerWords {
    pub part_title: &'static str,
    pub part_host: &'static str,
    pub part_base_path: &'static str,
    pub part_schemes: &'static str,
    pub part_paths: &'static str,
    pub part_submit_operation: &'static str,
    pub part_batch_request: &'static str,
    pub part_inputs: &'static str,
    pub part_outputs: &'static str,
    pub part_global_parameters: &'static str,
    pub place_input: Phrase,
    pub place_output: Phrase,
    pub place_parameter: Phrase,
    pub place_columns: Phrase,
    pub place_operation: Phrase,
    pub version: Phrase,
    pub missing: Phrase,
    pub wrong_kind: Phrase,
    pub from_synchronous_call: Phrase,
    pub reference_outside: Phrase,
    pub reference_missing: Phrase,
    pub reference_circle: Phrase,
    pub no_type: Phrase,
    pub unknown_type: Phrase,
    pub default_does_not_fit: Phrase,
    pub too_many: Phrase,
    pub too_many_columns: Phrase,
    pub problem_too_long: Phrase,
    pub problem_empty: Phrase,
    pub problem_not_json: Phrase,
    pub problem_too_deep: Phrase,
    pub problem_html: Phrase,
    pub problem_not_an_object: Phrase,
    pub problem_open_api_3: Phrase,
    pub problem_resource_description: Phrase,
    pub problem_not_swagger: Phrase,
}

/// The words for swagger.json.
pub static SWAGGER: In<SwaggerWords> = In {
    english: SwaggerWords {
        part_title: "title (info.title)",
        part_host: "host",
        part_base_path: "path of the service (basePath)",
        part_schemes: "scheme (schemes)",
        part_paths: "list of operations (paths)",
        part_submit_operation: "operation that submits a job (POST /jobs)",
        part_batch_request: "description of a job’s body (BatchExecutionRequest)",
        part_inputs: "inputs (Inputs)",
        part_outputs: "outputs (Outputs)",
        part_global_parameters: "global parameters (GlobalParameters)",
        place_input: Phrase("the input “{name}”"),
        place_output: Phrase("the output “{name}”"),
        place_parameter: Phrase("the parameter “{name}”"),
        place_columns: Phrase("the columns of “{name}”"),
        place_operation: Phrase("the operation “{name}”"),
        version: Phrase(
            "the document says version “{found}”; only 2.0 is known here, so check what was read",
        ),
        missing: Phrase("not in the document: {part}"),
        wrong_kind: Phrase("not of the kind that it has to be, and passed over: {place}"),
        from_synchronous_call: Phrase(
            "taken from the description of the synchronous call, since a job’s body is not described: {part}",
        ),
        reference_outside: Phrase(
            "{place}: the reference {reference} leads to another document, which is not read",
        ),
        reference_missing: Phrase("{place}: the reference {reference} leads nowhere in the document"),
        reference_circle: Phrase("{place}: the references go round in a circle at {reference}"),
        no_type: Phrase("the parameter “{parameter}” has no type; it is taken as text"),
        unknown_type: Phrase(
            "the parameter “{parameter}” has the type {found}, which is not known here; it is taken as text",
        ),
        default_does_not_fit: Phrase(
            "the default of the parameter “{parameter}” does not fit its own type or choices",
        ),
        too_many: Phrase("the document has {found}, of which the first {kept} are kept: {part}"),
        too_many_columns: Phrase("the document describes more than {kept} columns; the rest are passed over"),
        problem_too_long: Phrase("the document has {found} MB; at most {allowed} MB can be read"),
        problem_empty: Phrase("empty; paste the text of the service’s swagger.json"),
        problem_not_json: Phrase(
            "line {line}, column {column}: not JSON; open the service’s swagger.json, save it and paste all of it",
        ),
        problem_too_deep: Phrase(
            "nested too deep to be a service’s swagger.json; open the address of the service followed by /swagger.json",
        ),
        problem_html: Phrase(
            "this is a web page; open the address of the service followed by /swagger.json and paste what it shows",
        ),
        problem_not_an_object: Phrase("JSON, but no document; a swagger.json begins with a brace"),
        problem_open_api_3: Phrase("an OpenAPI 3 document; a Studio (classic) web service has swagger 2.0"),
        problem_resource_description: Phrase(
            "the description of the resource, not of the service; open the address that it gives as swaggerLocation",
        ),
        problem_not_swagger: Phrase(
            "JSON without swagger, paths or definitions; open the address of the service followed by /swagger.json",
        ),
    },
    swedish: SwaggerWords {
        part_title: "titeln (info.title)",
        part_host: "värdnamnet (host)",
        part_base_path: "sökvägen till tjänsten (basePath)",
        part_schemes: "protokollet (schemes)",
        part_paths: "listan med åtgärder (paths)",
        part_submit_operation: "åtgärden som skickar in ett jobb (POST /jobs)",
        part_batch_request: "beskrivningen av ett jobbs JSON (BatchExecutionRequest)",
        part_inputs: "indata (Inputs)",
        part_outputs: "utdata (Outputs)",
        part_global_parameters: "globala parametrar (GlobalParameters)",
        place_input: Phrase("indata ”{name}”"),
        place_output: Phrase("utdata ”{name}”"),
        place_parameter: Phrase("parametern ”{name}”"),
        place_columns: Phrase("kolumnerna i ”{name}”"),
        place_operation: Phrase("åtgärden ”{name}”"),
        version: Phrase(
            "dokumentet anger version ”{found}”; bara 2.0 är känd här, så kontrollera det som lästes",
        ),
        missing: Phrase("finns inte i dokumentet: {part}"),
        wrong_kind: Phrase("av fel slag och därför överhoppat: {place}"),
        from_synchronous_call: Phrase(
            "hämtat från beskrivningen av det synkrona anropet, eftersom jobbets JSON inte beskrivs: {part}",
        ),
        reference_outside: Phrase(
            "{place}: referensen {reference} leder till ett annat dokument, som inte läses",
        ),
        reference_missing: Phrase("{place}: referensen {reference} leder ingenstans i dokumentet"),
        reference_circle: Phrase("{place}: referenserna går runt i en cirkel vid {reference}"),
        no_type: Phrase("parametern ”{parameter}” saknar typ; den behandlas som text"),
        unknown_type: Phrase(
            "parametern ”{parameter}” har typen {found}, som inte är känd här; den behandlas som text",
        ),
        default_does_not_fit: Phrase(
            "standardvärdet för parametern ”{parameter}” passar inte dess egen typ eller dess egna val",
        ),
        too_many: Phrase("dokumentet har {found}, varav de första {kept} behålls: {part}"),
        too_many_columns: Phrase("dokumentet beskriver fler än {kept} kolumner; resten hoppas över"),
        problem_too_long: Phrase("dokumentet är {found} MB; högst {allowed} MB kan läsas"),
        problem_empty: Phrase("tomt; klistra in texten i tjänstens swagger.json"),
        problem_not_json: Phrase(
            "rad {line}, kolumn {column}: inte JSON; öppna tjänstens swagger.json, spara den och klistra in alltihop",
        ),
        problem_too_deep: Phrase(
            "för djupt nästlat för att vara en tjänsts swagger.json; öppna tjänstens adress följd av /swagger.json",
        ),
        problem_html: Phrase(
            "det här är en webbsida; öppna tjänstens adress följd av /swagger.json och klistra in det som visas",
        ),
        problem_not_an_object: Phrase(
            "JSON, men inget dokument; en swagger.json börjar med en klammerparentes",
        ),
        problem_open_api_3: Phrase(
            "ett OpenAPI 3-dokument; en webbtjänst i Studio (klassisk) har swagger 2.0",
        ),
        problem_resource_description: Phrase(
            "beskrivningen av resursen, inte av tjänsten; öppna adressen som den anger som swaggerLocation",
        ),
        problem_not_swagger: Phrase(
            "JSON utan swagger, paths eller definitions; öppna tjänstens adress följd av /swagger.json",
        ),
    },
};
