//! C# 7 on .NET Framework 4.5 or later, Mono and today's .NET: HttpWebRequest and a JSON reader of its own.

mod many;
mod reader;

use super::body::Part;
use super::escape::csharp as literal;
use super::fill::fill;
use super::holes::{self, Dialect, filled};
use super::plan::{Act, Flow, Plan, by_line, comment};
use many::{MANY, MANY_MAIN, MANY_THEN_RESIZE};
use reader::READER;

const DIALECT: Dialect =
    Dialect { literal, again: ["AgainRead", "AgainDo"], before_body: "", no_body: "null" };

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
    private const int ChangeMs = %%change%%; // how long a pool may be changing, and answers 409
    private const int SilenceMs = %%silence%%; // a download that brings nothing for as long has broken off

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
        public int AskedMs; // how long the service asks to be left alone
        public bool IsDone { get { return Status >= 200 && Status < 300; } }
        // Whether what was asked for may have been done all the same; 503 says that it was not.
        public bool IsInDoubt { get { return Status == 0 || Status == 408 || (Status >= 500 && Status != 503); } }
        public string Said { get { return Status == 0 ? Text : "HTTP " + Status + "\n" + Text; } }
    }

    private static int Main()
    {
        ServicePointManager.SecurityProtocol |= (SecurityProtocolType)3072; // TLS 1.2, off by default before 4.6
        ServicePointManager.Expect100Continue = false;
        try
        {
            Console.OutputEncoding = new UTF8Encoding(false);
        }
        catch (IOException)
        {
            // There is no console.
        }
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

    private static HttpWebRequest Opened(string method, Uri url)
    {
        HttpWebRequest request = (HttpWebRequest)WebRequest.Create(url);
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
            HttpWebRequest request = Opened(method, new Uri(url));
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
            using (HttpWebResponse response = (HttpWebResponse)request.GetResponse())
            {
                return new Reply { Status = (int)response.StatusCode, Text = TextIn(response) };
            }
        }
        catch (Exception error)
        {
            return Refused(error);
        }
    }

    // A refusal, which is one even where it broke off; status 0 and the reason when there was no answer.
    private static Reply Refused(Exception error)
    {
        WebException found = error as WebException;
        HttpWebResponse response = found == null ? null : found.Response as HttpWebResponse;
        if (response == null || (int)response.StatusCode < 400) return new Reply { Text = "No answer: " + error.Message };
        using (response)
        {
            Reply reply = new Reply { Status = (int)response.StatusCode };
            int seconds;
            if (int.TryParse(response.Headers["Retry-After"], NumberStyles.None, CultureInfo.InvariantCulture, out seconds))
            {
                reply.AskedMs = Math.Min(seconds, 600) * 1000;
            }
            try
            {
                reply.Text = TextIn(response);
            }
            catch (Exception)
            {
                // What it said is lost.
            }
            return reply;
        }
    }

    // All bytes of an answer: a connection that breaks off is not always noticed elsewhere.
    private static void Copy(HttpWebResponse response, Stream to)
    {
        using (Stream from = response.GetResponseStream()) from.CopyTo(to);
        if (response.ContentLength > to.Length) throw new IOException("the connection broke off");
    }

    private static string TextIn(HttpWebResponse response)
    {
        using (MemoryStream bytes = new MemoryStream())
        {
            Copy(response, bytes);
            return Encoding.UTF8.GetString(bytes.ToArray()).TrimStart('\ufeff');
        }
    }

    private static int Longer(int waitMs)
    {
        return (int)Math.Min((long)waitMs + waitMs / 2 + 1, LongestWaitMs);
    }

    // Tries, and tries again on the statuses in again. Status 2xx means done.
    private static Reply Ask(int[] again, Func<Reply> attempt)
    {
        int waitMs = FirstWaitMs;
        long waitedMs = 0;
        int left = Tries;
        while (true)
        {
            Reply reply = attempt();
            bool isChanging = reply.Status == 409; // waited for by time
            if (!isChanging) left--;
            bool isOver = isChanging ? waitedMs >= ChangeMs : left == 0;
            if (reply.IsDone || Array.IndexOf(again, reply.Status) < 0 || isOver) return reply;
            int nowMs = Math.Max(waitMs, reply.AskedMs);
            Thread.Sleep(nowMs);
            waitedMs += nowMs;
            waitMs = Longer(waitMs);
        }
    }
%%members%%}
"##;

const POOL_MAIN: &str = r##"        Reply reply = Ask(%%again%%, () => Send(%%method%%, %%url%%, %%header%%,
            %%scheme%% + POOL_KEY, %%body%%));
        if (!reply.IsDone) return Fail(1, reply.Said);
        Fail(0, "HTTP " + reply.Status);
        Console.Write(reply.Text);
        return 0;
"##;

const UNDONE: &str = r##"        undone = "The pool was not resized. It is billed until it is.";
"##;

const FLOW_MAIN: &str = r##"%%undone%%        Console.CancelKeyPress += (sender, pressed) => Environment.Exit(Stopped());
        int outcome = Run(Body(), 0);
        if (outcome == NotRun) outcome = 1;
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
        undone = "It is unknown whether the pool was resized. It is billed until it is.";
        // While the pool is still changing it answers 409.
        Reply reply = Ask(new[] { 409, 429, 503 }, () => Send(%%method%%, %%url%%, %%header%%,
            %%scheme%% + POOL_KEY, %%body%%));
        if (reply.IsInDoubt)
        {
            return Fail(7, "It is unknown whether the pool was resized. It is billed until it is.", reply.Said);
        }
        if (!reply.IsDone) return Fail(7, "The pool was not resized. It is billed until it is.", reply.Said);
        Console.WriteLine("The pool is being resized.");
        return 0;
    }
"##;

const FLOW: &str = r##"
    private const string JobsUrl = %%jobs%%;
    private const string Folder = %%folder%%;
    private const string Resubmit = "A job that is submitted and not started runs nothing: to submit it again is safe,\n" +
        "and may count as one more transaction.";
    private static readonly string[] States = { "NotStarted", "Running", "Failed", "Cancelled", "Finished" };

    // Jobs that were submitted and have not been seen to end, by the names that they are told of by, and what they do.
    private static readonly Dictionary<string, string> Running = new Dictionary<string, string>();
    private static string undone; // what else is told when the program is stopped
    private const int NotRun = 9; // no exit code: what was refused runs nothing, and the program ends with 1

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
        return Ask(again, () => Send(method, url, "Authorization", "Bearer " + BES_API_KEY, body));
    }

    // A job as it is told of; in a loop, with its line.
    private static string JobName(string job, int line)
    {
        return line > 0 ? "Line " + line + ", job " + job : "Job " + job;
    }

    // What stands before a sentence: in a loop, which line it speaks of.
    private static string Row(int line)
    {
        return line > 0 ? "Line " + line + ": " : "";
    }

    // Notes what a job does; null when it has ended.
    private static void Note(string job, int line, string does)
    {
        string name = JobName(job, line);
        lock (Running)
        {
            if (does == null) Running.Remove(name); else Running[name] = does + " Its status: " + JobUrl(job);
        }
    }

    // Says what goes on when the program is stopped by Ctrl-C.
    private static int Stopped()
    {
        lock (Running)
        {
            foreach (var job in Running) Fail(130, job.Key + " " + job.Value);
            if (Running.Count == 0) Fail(130, "Stopped. No job that this program started goes on.");
        }
        if (undone != null) Fail(130, undone);
        return 130;
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

    // The address of a result, with its permission; null where it is no address of a server.
    private static Uri ResultUrl(object blob)
    {
        StringBuilder path = new StringBuilder();
        foreach (byte b in Encoding.UTF8.GetBytes(TextOf(blob, "RelativeLocation").TrimStart('/')))
        {
            bool isPlain = b > 32 && b < 127 && "\"<>\\^`{|}#?".IndexOf((char)b) < 0;
            path.Append(isPlain ? ((char)b).ToString() : "%" + b.ToString("X2", CultureInfo.InvariantCulture));
        }
        string token = TextOf(blob, "SasBlobToken").Trim().TrimStart('?');
        string address = TextOf(blob, "BaseLocation").Trim().TrimEnd('/');
        Uri url;
        if (!Uri.TryCreate(address + "/" + path + (token == "" ? "" : "?" + token), UriKind.Absolute, out url)) return null;
        return (url.Scheme == "http" || url.Scheme == "https") && Regex.IsMatch(address, "//[^/]") ? url : null;
    }

    // One try at a result. A partly written file never has the result's name.
    private static Reply Save(Uri url, string name)
    {
        string part = name + ".part";
        try
        {
            // The address carries its own permission: the key is not sent there.
            HttpWebRequest request = Opened("GET", url);
            request.ReadWriteTimeout = SilenceMs;
            using (HttpWebResponse response = (HttpWebResponse)request.GetResponse())
            {
                Reply reply = new Reply { Status = (int)response.StatusCode };
                if (!reply.IsDone) return reply;
                using (Stream to = File.Create(part)) Copy(response, to);
                File.Delete(name);
                File.Move(part, name);
                return reply;
            }
        }
        catch (Exception error)
        {
            return Refused(error);
        }
        finally
        {
            File.Delete(part);
        }
    }

    // Every result, into a folder of the job's own.
    private static int Download(string job, int line, object results)
    {
        string into = Path.Combine(Folder, line > 0 ? line.ToString("000000", CultureInfo.InvariantCulture) + "-" + job : job);
        int code = 0;
        int number = 0;
        var outputs = results as List<KeyValuePair<string, object>> ?? new List<KeyValuePair<string, object>>();
        foreach (var output in outputs)
        {
            number++;
            string file = FileName(number, output.Key, TextOf(output.Value, "RelativeLocation"));
            string name = Path.Combine(into, file);
            try
            {
                Uri url = ResultUrl(output.Value);
                if (url == null) throw new IOException("its address is neither http nor https.");
                Directory.CreateDirectory(into);
                Reply reply = Ask(AgainRead, () => Save(url, name));
                if (!reply.IsDone) throw new IOException(reply.Status == 0 ? reply.Text : "HTTP " + reply.Status);
                Console.WriteLine("Downloaded " + name);
            }
            catch (Exception error)
            {
                code = Fail(6, "Not downloaded: " + name + ": " + error.Message);
            }
        }
        return code;
    }

    // Asks until the job has ended, or the limit is reached.
    private static int Watch(string job, int line%%gone%%)
    {
        string name = JobName(job, line);
        int waitMs = FirstWaitMs;
        long waitedMs = 0;
        string last = null;
        while (true)
        {
            Reply reply = Bes(AgainRead, "GET", JobUrl(job), null);
            if (!reply.IsDone) return Fail(%%untold%%, name + ": its status was not told:", reply.Said);
            object found = JsonReader.Parsed(reply.Text);
            object code = Member(found, "StatusCode");
            string state = code as string;
            if (code is double)
            {
                double number = (double)code;
                bool isListed = number >= 0 && number <= 4 && number == (int)number;
                state = isListed ? States[(int)number] : number.ToString(CultureInfo.InvariantCulture);
            }
            if (string.IsNullOrEmpty(state)) return Fail(1, name + ": the status was not understood:", reply.Said);
            if (state != last) Console.WriteLine(name + ": " + state);
            last = state;
            if (state == "Running") Note(job, line, "goes on.");
            if (state == "Finished") Note(job, line, "has finished; its results may not all be downloaded.");
            if (state == "Finished") return Download(job, line, Member(found, "Results"));
            if (state == "Failed") return Fail(3, name + " failed: " + TextOf(found, "Details"));
            if (state == "Cancelled" || state == "Canceled")
            {
                return Fail(4, name + " was cancelled: " + TextOf(found, "Details"));
            }
            if (waitedMs >= GiveUpAfterMs)
            {
                return Fail(5, name + " has not ended; it goes on. Its status: " + JobUrl(job));
            }
            Thread.Sleep(waitMs);
            waitedMs += waitMs;
            waitMs = Longer(waitMs);
        }
    }

    // One job from submit to results; in a loop, that of a line.
    private static int Run(string body, int line%%text%%)
    {
        Reply reply = Bes(AgainDo, "POST", JobsUrl, body);
        if (reply.IsInDoubt) return Fail(1, Row(line) + "It is unknown whether the job was submitted.", Resubmit, reply.Said);
        if (!reply.IsDone) return Fail(NotRun, Row(line) + "The job was not submitted.", reply.Said);
        string job = JsonReader.Parsed(reply.Text) as string;
        if (job == null || !Regex.IsMatch(job, "\\A[A-Za-z0-9_-]+\\z"))
        {
            return Fail(1, Row(line) + "The reply holds no job id.", reply.Said);
        }
        string name = JobName(job, line);
        Console.WriteLine(name + ": submitted");
%%remember%%        Note(job, line, "was submitted; it is unknown whether it was started.");
        reply = Bes(AgainDo, "POST", StartUrl(job), null);
        if (reply.IsInDoubt)
        {
            Fail(1, name + ": it is unknown whether it was started. Its status is asked for.", reply.Said);
        }
        else if (!reply.IsDone)
        {
            Note(job, line, null);
            return Fail(NotRun, name + " was not started.", reply.Said);
        }
        else
        {
            Note(job, line, "goes on.");
        }
        int code = Watch(job, line%%first%%);
        if (code != 1 && code != 5) Note(job, line, null);
        return code;
    }
%%reader%%"##;

/// What a single job has in the places where a loop keeps records for a second run.
const ONCE: [(&str, &str); 5] =
    [("gone", ""), ("untold", "1"), ("text", ""), ("remember", ""), ("first", "")];
const RECORDED: [(&str, &str); 5] = [
    ("gone", ", int ifGone"),
    ("untold", "reply.Status == 404 ? ifGone : 1"),
    ("text", ", string text"),
    ("remember", "        Remember(job, line, text);\n"),
    ("first", ", 1"),
];

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
            let (undone, then) = if flow.resize.is_some() { (UNDONE, THEN_RESIZE) } else { ("", "") };
            let body = fill(BODY, &[("lines", &body(&flow.parts))]);
            (fill(FLOW_MAIN, &[("undone", undone), ("then", then)]), flow_members(flow, plan, &body, ONCE))
        }
        Act::Many { flow, bodies, at_once } => {
            let (undone, then) = if flow.resize.is_some() { (UNDONE, MANY_THEN_RESIZE) } else { ("", "") };
            let names = flow.body_secrets.iter();
            let pairs = names.map(|secret| format!("            {{ \"{0}\", {0} }},\n", secret.name));
            let pairs: String = pairs.collect();
            let mut members = flow_members(flow, plan, "", RECORDED);
            members.push_str(&DIALECT.many(MANY, bodies, at_once, pairs));
            (fill(MANY_MAIN, &[("undone", undone), ("then", then)]), members)
        }
        Act::Pool(request) => (DIALECT.request(POOL_MAIN, request), String::new()),
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
    holes::start(
        CORE,
        plan.limits,
        &[
            ("what", plan.what()),
            ("exits", &comment("// ", &plan.exits())),
            ("inlined", &inlined.collect::<String>()),
            ("fields", &fields.collect::<String>()),
            ("secrets", &secrets.collect::<String>()),
            ("main", &main),
            ("members", &members),
        ],
    )
}

fn flow_members(flow: &Flow, plan: &Plan<'_>, body: &str, places: [(&'static str, &str); 5]) -> String {
    let mut values = DIALECT.of_flow(flow, plan);
    values.extend([("body", body.to_owned()), ("reader", READER.to_owned())]);
    values.extend(places.map(|(name, value)| (name, value.to_owned())));
    let mut members = filled(FLOW, &values);
    if let Some(request) = &flow.resize {
        members.push_str(&DIALECT.request(RESIZE, request));
    }
    members
}

fn body(parts: &[Part]) -> String {
    let line = |part: Part| match part {
        Part::Text(text) => format!("        body.Append({});\n", literal(&text)),
        Part::Secret(name) => format!("        body.Append(JsonText({name}));\n"),
    };
    by_line(parts).into_iter().map(line).collect()
}
