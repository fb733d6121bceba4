//! C# 7 on .NET Framework 4.5 or later, Mono and today's .NET: HttpWebRequest and a JSON reader of its own.

mod many;
mod reader;

use super::body::Part;
use super::escape::{csharp as literal, url};
use super::fill::fill;
use super::plan::{Act, Flow, Plan, Request, by_line, comment};
use many::{MANY, MANY_MAIN, MANY_THEN_RESIZE};
use reader::READER;

const CORE: &str = r##"// %%what%%
// Needs C# 7 or later on .NET Framework 4.5, Mono or .NET; no packages. Compile with csc or mcs, or make it the
// Program.cs of a console project.
%%exits%%
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;

internal static class Program
{
    private const int FirstWaitMs = %%first%%;
    private const int LongestWaitMs = %%longest%%;
    private const int GiveUpAfterMs = %%give_up%%;
    private const int Tries = %%tries%%;

    private static readonly Dictionary<string, string> Inlined = new Dictionary<string, string>
    {
%%inlined%%    };

%%fields%%
    // Which statuses are safe to answer by sending again. 0 means no answer at all.
    private static readonly int[] AgainRead = { 0, 408, 429, 500, 502, 503, 504 };
    private static readonly int[] AgainDo = { 429, 503 };

    private sealed class Reply
    {
        public int Status;
        public string Text = "";
        public bool IsDone { get { return Status >= 200 && Status < 300; } }
        public string Said { get { return Status == 0 ? Text : "HTTP " + Status + "\n" + Text; } }
    }

    private static int Main()
    {
        ServicePointManager.SecurityProtocol |= (SecurityProtocolType)3072; // TLS 1.2, off by default before 4.6
        ServicePointManager.Expect100Continue = false;
        Console.OutputEncoding = new UTF8Encoding(false);
%%secrets%%%%main%%    }

    private static int Fail(int code, params string[] lines)
    {
        foreach (string line in lines) Console.Error.WriteLine(line);
        return code;
    }

    // The secret of this name; the program ends when it is not set.
    private static string Secret(string name, bool inHeader)
    {
        string value;
        if (!Inlined.TryGetValue(name, out value)) value = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrEmpty(value))
        {
            Environment.Exit(Fail(2, "Set the environment variable " + name + " first."));
        }
        if (inHeader && Regex.IsMatch(value, "[\\x00-\\x1f\\x7f]"))
        {
            Environment.Exit(Fail(2, name + " holds a line break or another control character."));
        }
        return value;
    }

    private static HttpWebRequest Opened(string method, string url)
    {
        HttpWebRequest request = (HttpWebRequest)WebRequest.Create(new Uri(url));
        request.Method = method;
        // A redirect would carry the key to another place: it is an answer like any other.
        request.AllowAutoRedirect = false;
        request.Timeout = 300000;
        return request;
    }

    // Status and text; status 0 and the reason when there was no answer.
    private static Reply Send(string method, string url, string header, string key, string body)
    {
        try
        {
            HttpWebRequest request = Opened(method, url);
            request.Accept = "application/json";
            request.Headers[header] = key;
            if (body != null)
            {
                byte[] bytes = new UTF8Encoding(false).GetBytes(body);
                request.ContentType = "application/json";
                request.ContentLength = bytes.Length;
                using (Stream stream = request.GetRequestStream()) stream.Write(bytes, 0, bytes.Length);
            }
            else if (method != "GET" && method != "DELETE")
            {
                request.ContentLength = 0;
            }
            using (HttpWebResponse response = (HttpWebResponse)request.GetResponse()) return Read(response);
        }
        catch (WebException error)
        {
            HttpWebResponse response = error.Response as HttpWebResponse;
            if (response == null) return new Reply { Text = "No answer: " + error.Message };
            using (response) return Read(response);
        }
        catch (Exception error)
        {
            return new Reply { Text = "No answer: " + error.Message };
        }
    }

    private static Reply Read(HttpWebResponse response)
    {
        using (StreamReader reader = new StreamReader(response.GetResponseStream(), Encoding.UTF8))
        {
            return new Reply { Status = (int)response.StatusCode, Text = reader.ReadToEnd() };
        }
    }

    private static int Longer(int waitMs)
    {
        return (int)Math.Min((long)waitMs + waitMs / 2 + 1, LongestWaitMs);
    }

    // Sends, and sends again on the statuses in again. Status 2xx means done.
    private static Reply Ask(int[] again, string method, string url, string header, string key, string body)
    {
        int waitMs = FirstWaitMs;
        for (int left = Tries - 1; ; left--)
        {
            Reply reply = Send(method, url, header, key, body);
            if (reply.IsDone || Array.IndexOf(again, reply.Status) < 0 || left == 0) return reply;
            Thread.Sleep(waitMs);
            waitMs = Longer(waitMs);
        }
    }
%%members%%}
"##;

const POOL_MAIN: &str = r##"        Reply reply = Ask(%%again%%, %%method%%, %%url%%, %%header%%,
            %%scheme%% + POOL_KEY, %%body%%);
        if (!reply.IsDone) return Fail(1, reply.Said);
        Fail(0, "HTTP " + reply.Status);
        Console.Write(reply.Text);
        return 0;
"##;

const FLOW_MAIN: &str = r##"        int outcome = Run(Body());
%%then%%        return outcome;
"##;

const THEN_RESIZE: &str = r##"        if (outcome == 1 || outcome == 5)
        {
            Fail(outcome, "The pool is left as it is, and billed."); // a job may still be running on it
        }
        else if (Resize() != 0 && outcome == 0)
        {
            outcome = 7;
        }
"##;

const RESIZE: &str = r##"
    private static int Resize()
    {
        // While the pool is still changing it answers 409.
        Reply reply = Ask(new[] { 409, 429, 503 }, %%method%%, %%url%%, %%header%%,
            %%scheme%% + POOL_KEY, %%body%%);
        if (!reply.IsDone) return Fail(7, "The pool was not resized. It is billed until it is.", reply.Said);
        Console.WriteLine("The pool is being resized.");
        return 0;
    }
"##;

const FLOW: &str = r##"
    private const string JobsUrl = %%jobs%%;
    private const string Folder = %%folder%%;
    private static readonly string[] States = { "NotStarted", "Running", "Failed", "Cancelled", "Finished" };

    private static string JobUrl(string job)
    {
        return %%job_before%% + job + %%job_after%%;
    }

    private static string StartUrl(string job)
    {
        return %%start_before%% + job + %%start_after%%;
    }

%%body%%    // Text as JSON inside a string, without the quotes.
    private static string JsonText(string text)
    {
        StringBuilder json = new StringBuilder();
        foreach (char c in text)
        {
            if (c == '"' || c == '\\' || c < ' ' || c > '~')
            {
                json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                json.Append(c);
            }
        }
        return json.ToString();
    }

    private static Reply Bes(int[] again, string method, string url, string body)
    {
        return Ask(again, method, url, "Authorization", "Bearer " + BES_API_KEY, body);
    }

    private static object Member(object value, string name)
    {
        var members = value as List<KeyValuePair<string, object>>;
        object found = null;
        if (members != null) foreach (var member in members) if (member.Key == name) found = member.Value;
        return found;
    }

    private static string TextOf(object value, string name)
    {
        return Member(value, name) as string ?? "";
    }

    // A file name without anything that a file system could mind.
    private static string FileName(int number, string output, string location)
    {
        string last = location.Substring(location.LastIndexOf('/') + 1);
        string name = Regex.Replace(output, "[^A-Za-z0-9_-]", "_");
        if (name.Length > 80) name = name.Substring(0, 80);
        return number + "-" + name + Regex.Match(last, "\\.[A-Za-z0-9]{1,19}\\z").Value;
    }

    private static string ResultUrl(object blob)
    {
        StringBuilder path = new StringBuilder();
        foreach (byte b in Encoding.UTF8.GetBytes(TextOf(blob, "RelativeLocation").TrimStart('/')))
        {
            bool isPlain = b > 32 && b < 127 && "\"<>\\^`{|}#?".IndexOf((char)b) < 0;
            path.Append(isPlain ? ((char)b).ToString() : "%" + b.ToString("X2", CultureInfo.InvariantCulture));
        }
        string token = TextOf(blob, "SasBlobToken").TrimStart('?');
        return TextOf(blob, "BaseLocation").TrimEnd('/') + "/" + path + (token == "" ? "" : "?" + token);
    }

    // Every result, into a folder of the job's own.
    private static int Download(string job, object results)
    {
        string into = Path.Combine(Folder, job);
        int code = 0;
        int number = 0;
        var outputs = results as List<KeyValuePair<string, object>> ?? new List<KeyValuePair<string, object>>();
        foreach (var output in outputs)
        {
            number++;
            string name = Path.Combine(into, FileName(number, output.Key, TextOf(output.Value, "RelativeLocation")));
            try
            {
                Directory.CreateDirectory(into);
                // The address carries its own permission: the key is not sent there.
                using (WebResponse response = Opened("GET", ResultUrl(output.Value)).GetResponse())
                {
                    int status = (int)((HttpWebResponse)response).StatusCode;
                    if (status != 200) throw new IOException("HTTP " + status);
                    using (Stream from = response.GetResponseStream())
                    using (Stream to = File.Create(name + ".part")) from.CopyTo(to);
                }
                File.Delete(name);
                File.Move(name + ".part", name);
                Console.WriteLine("Downloaded " + name);
            }
            catch (Exception error)
            {
                code = Fail(6, "Not downloaded: " + FileName(number, output.Key, "") + ": " + error.Message);
            }
        }
        return code;
    }

    // Asks until the job has ended, or the limit is reached.
    private static int Watch(string job)
    {
        int waitMs = FirstWaitMs;
        long waitedMs = 0;
        string last = null;
        while (true)
        {
            Reply reply = Bes(AgainRead, "GET", JobUrl(job), null);
            if (!reply.IsDone) return Fail(1, reply.Said);
            object found = JsonReader.Parsed(reply.Text);
            object code = Member(found, "StatusCode");
            string state = code as string;
            if (code is double)
            {
                double number = (double)code;
                state = number >= 0 && number <= 4 && number == (int)number ? States[(int)number] : number.ToString();
            }
            if (string.IsNullOrEmpty(state)) return Fail(1, "The status was not understood:", reply.Said);
            if (state != last) Console.WriteLine("Job " + job + ": " + state);
            last = state;
            if (state == "Finished") return Download(job, Member(found, "Results"));
            if (state == "Failed") return Fail(3, "Job " + job + " failed: " + TextOf(found, "Details"));
            if (state == "Cancelled") return Fail(4, "Job " + job + " was cancelled: " + TextOf(found, "Details"));
            if (waitedMs >= GiveUpAfterMs)
            {
                return Fail(5, "Job " + job + " has not ended; it goes on. Its status: " + JobUrl(job));
            }
            Thread.Sleep(waitMs);
            waitedMs += waitMs;
            waitMs = Longer(waitMs);
        }
    }

    // One job from submit to results.
    private static int Run(string body)
    {
        Reply reply = Bes(AgainDo, "POST", JobsUrl, body);
        if (!reply.IsDone) return Fail(1, "The job was not submitted.", reply.Said);
        string job = JsonReader.Parsed(reply.Text) as string;
        if (job == null || !Regex.IsMatch(job, "\\A[A-Za-z0-9_-]+\\z"))
        {
            return Fail(1, "The reply holds no job id.", reply.Said);
        }
        Console.WriteLine("Job " + job + ": submitted");
        reply = Bes(AgainDo, "POST", StartUrl(job), null);
        if (!reply.IsDone) return Fail(1, "Job " + job + " was not started.", reply.Said);
        return Watch(job);
    }
%%reader%%"##;

const BODY: &str = r##"    private static string Body()
    {
        StringBuilder body = new StringBuilder();
%%lines%%        return body.ToString();
    }

"##;

/// The script.
pub(super) fn write(plan: &Plan<'_>) -> String {
    let (main, members) = match plan.act {
        Act::Flow(flow) => {
            let then = if flow.resize.is_some() { THEN_RESIZE } else { "" };
            let body = fill(BODY, &[("lines", &body(&flow.parts))]);
            (fill(FLOW_MAIN, &[("then", then)]), flow_members(flow, plan, &body))
        }
        Act::Many { flow, bodies, at_once } => {
            let then = if flow.resize.is_some() { MANY_THEN_RESIZE } else { "" };
            let names = flow.body_secrets.iter();
            let pairs = names.map(|secret| format!("            {{ \"{0}\", {0} }},\n", secret.name));
            let values = [
                ("bodies", literal(bodies)),
                ("at_once", at_once.to_string()),
                ("dictionary", pairs.collect::<String>()),
            ];
            let mut members = flow_members(flow, plan, "");
            members.push_str(&fill(MANY, &values.each_ref().map(|(name, value)| (*name, value.as_str()))));
            (fill(MANY_MAIN, &[("then", then)]), members)
        }
        Act::Pool(request) => (request_filled(POOL_MAIN, request), String::new()),
    };
    let inlined = plan.slots.iter().filter_map(|slot| {
        let value = slot.value.as_ref()?;
        Some(format!("        {{ \"{}\", {} }},\n", slot.name, literal(value.reveal())))
    });
    let fields = plan.slots.iter().map(|slot| format!("    private static string {};\n", slot.name));
    let secrets = plan
        .slots
        .iter()
        .map(|slot| format!("        {0} = Secret(\"{0}\", {1});\n", slot.name, slot.is_header));
    let limits = plan.limits;
    fill(
        CORE,
        &[
            ("what", plan.what()),
            ("exits", &comment("// ", &plan.exits())),
            ("first", &limits.first_wait_ms.to_string()),
            ("longest", &limits.longest_wait_ms.to_string()),
            ("give_up", &limits.give_up_after_ms.to_string()),
            ("tries", &limits.tries.to_string()),
            ("inlined", &inlined.collect::<String>()),
            ("fields", &fields.collect::<String>()),
            ("secrets", &secrets.collect::<String>()),
            ("main", &main),
            ("members", &members),
        ],
    )
}

fn flow_members(flow: &Flow, plan: &Plan<'_>, body: &str) -> String {
    let (job_before, job_after) = flow.job_url_around();
    let (start_before, start_after) = flow.start_url_around();
    let values = [
        ("jobs", literal(&url(&flow.address.jobs()))),
        ("folder", literal(plan.folder)),
        ("job_before", literal(&job_before)),
        ("job_after", literal(&job_after)),
        ("start_before", literal(&start_before)),
        ("start_after", literal(&start_after)),
        ("body", body.to_owned()),
        ("reader", READER.to_owned()),
    ];
    let mut members = fill(FLOW, &values.each_ref().map(|(name, value)| (*name, value.as_str())));
    if let Some(request) = &flow.resize {
        members.push_str(&request_filled(RESIZE, request));
    }
    members
}

fn request_filled(template: &str, request: &Request) -> String {
    let again = if request.method == crate::service::Method::Get { "AgainRead" } else { "AgainDo" };
    let body = request.body.as_ref().map_or_else(|| "null".to_owned(), |body| literal(body));
    let values = [
        ("again", again),
        ("method", &literal(request.method.name())),
        ("url", &literal(&request.url)),
        ("header", &literal(&request.header)),
        ("scheme", &literal(&request.scheme)),
        ("body", &body),
    ];
    fill(template, &values)
}

fn body(parts: &[Part]) -> String {
    let line = |part: Part| match part {
        Part::Text(text) => format!("        body.Append({});\n", literal(&text)),
        Part::Secret(name) => format!("        body.Append(JsonText({name}));\n"),
    };
    by_line(parts).into_iter().map(line).collect()
}
