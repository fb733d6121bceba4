// Runs a batch job for every line of a file of bodies, a few at once, downloads and resizes the pool.
// Needs C# 7 or later on .NET Framework 4.5, Mono or .NET; no packages. Compile with csc or mcs, or make it the
// Program.cs of a console project.
// A second run goes on where the first stopped, by the records in the folder of results. Delete those,
// *.job and *.done, to send every line again.
// Exit codes: 0 every job finished and was downloaded; 1 some did not; 2 not set up.
// 7 the pool was not resized. It is left alone while a job may still run on it; what was refused does not.
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
    private const int FirstWaitMs = 2000;
    private const int LongestWaitMs = 60000;
    private const int GiveUpAfterMs = 86400000;
    private const int Tries = 8;
    private const int ChangeMs = 1800000; // how long a pool may be changing, and answers 409
    private const int SilenceMs = 300000; // a download that brings nothing for as long has broken off

    private static readonly Dictionary<string, string> Inlined = new Dictionary<string, string>
    {
    };

    private static string BES_API_KEY;
    private static string POOL_KEY;
    private static string INPUT1_ACCOUNT_KEY;
    private static string OUTPUT1_SAS_SIGNATURE;

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
        BES_API_KEY = Secret("BES_API_KEY", true);
        POOL_KEY = Secret("POOL_KEY", true);
        INPUT1_ACCOUNT_KEY = Secret("INPUT1_ACCOUNT_KEY", false);
        OUTPUT1_SAS_SIGNATURE = Secret("OUTPUT1_SAS_SIGNATURE", false);
        undone = "The pool was not resized. It is billed until it is.";
        Console.CancelKeyPress += (sender, pressed) =>
            Environment.Exit(Fail(Stopped(), "A second run goes on from here."));
        // Two connections to a host is the default of .NET Framework.
        ServicePointManager.DefaultConnectionLimit = AtOnce + 2;
        try
        {
            RunAll();
        }
        catch (Exception error)
        {
            return Fail(2, error.Message);
        }
        Console.WriteLine(finished + " of " + count + " jobs finished and were downloaded.");
        int outcome = finished == count ? 0 : 1;
        if (unsure)
        {
            Fail(outcome, "The pool is left as it is, and billed: jobs may still run on it.");
        }
        else if (Resize() != 0 && outcome == 0)
        {
            outcome = 7;
        }
        return outcome;
    }

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

    private const string JobsUrl = "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0";
    private const string Folder = "results";
    private const string Resubmit = "A job that is submitted and not started runs nothing: to submit it again is safe,\n" +
        "and may count as one more transaction.";
    private static readonly string[] States = { "NotStarted", "Running", "Failed", "Cancelled", "Finished" };

    // Jobs that were submitted and have not been seen to end, by the names that they are told of by, and what they do.
    private static readonly Dictionary<string, string> Running = new Dictionary<string, string>();
    private static string undone; // what else is told when the program is stopped
    private const int NotRun = 9; // no exit code: what was refused runs nothing, and the program ends with 1

    private static string JobUrl(string job)
    {
        return "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/" + job + "?api-version=2.0";
    }

    private static string StartUrl(string job)
    {
        return "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/" + job + "/start?api-version=2.0";
    }

    // Text as JSON inside a string, without the quotes.
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
    private static int Watch(string job, int line, int ifGone)
    {
        string name = JobName(job, line);
        int waitMs = FirstWaitMs;
        long waitedMs = 0;
        string last = null;
        while (true)
        {
            Reply reply = Bes(AgainRead, "GET", JobUrl(job), null);
            if (!reply.IsDone) return Fail(reply.Status == 404 ? ifGone : 1, name + ": its status was not told:", reply.Said);
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
    private static int Run(string body, int line, string text)
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
        Remember(job, line, text);
        Note(job, line, "was submitted; it is unknown whether it was started.");
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
        int code = Watch(job, line, 1);
        if (code != 1 && code != 5) Note(job, line, null);
        return code;
    }

    // JSON as string, double, bool, null, a list, or a list of pairs for an object.
    private sealed class JsonReader
    {
        private readonly string text;
        private int at;

        private JsonReader(string text)
        {
            this.text = text;
        }

        // The value; null for anything that is no JSON.
        public static object Parsed(string text)
        {
            try
            {
                JsonReader reader = new JsonReader(text.TrimStart('\ufeff'));
                object value = reader.Value(0);
                return reader.at == reader.text.Length ? value : null;
            }
            catch (FormatException)
            {
                return null;
            }
        }

        private char Next()
        {
            if (at >= text.Length) throw new FormatException();
            return text[at++];
        }

        private void Space()
        {
            while (at < text.Length && " \t\r\n".IndexOf(text[at]) >= 0) at++;
        }

        private object Value(int depth)
        {
            if (depth > 100) throw new FormatException();
            Space();
            char first = Next();
            object value;
            if (first == '"') value = Text();
            else if (first == '{') value = Members(depth);
            else if (first == '[') value = Items(depth);
            else value = Word();
            Space();
            return value;
        }

        private object Members(int depth)
        {
            var members = new List<KeyValuePair<string, object>>();
            Space();
            if (at < text.Length && text[at] == '}') { at++; return members; }
            while (true)
            {
                Space();
                if (Next() != '"') throw new FormatException();
                string name = Text();
                Space();
                if (Next() != ':') throw new FormatException();
                members.Add(new KeyValuePair<string, object>(name, Value(depth + 1)));
                char c = Next();
                if (c == '}') return members;
                if (c != ',') throw new FormatException();
            }
        }

        private object Items(int depth)
        {
            var items = new List<object>();
            Space();
            if (at < text.Length && text[at] == ']') { at++; return items; }
            while (true)
            {
                items.Add(Value(depth + 1));
                char c = Next();
                if (c == ']') return items;
                if (c != ',') throw new FormatException();
            }
        }

        private string Text()
        {
            StringBuilder read = new StringBuilder();
            while (true)
            {
                char c = Next();
                if (c == '"') return read.ToString();
                if (c == '\\')
                {
                    c = Next();
                    int plain = "\"\\/bfnrt".IndexOf(c);
                    if (plain >= 0) c = "\"\\/\b\f\n\r\t"[plain];
                    else if (c == 'u' && at + 4 <= text.Length)
                    {
                        c = (char)ushort.Parse(text.Substring(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                        at += 4;
                    }
                    else throw new FormatException();
                }
                read.Append(c);
            }
        }

        private object Word()
        {
            int start = at - 1;
            while (at < text.Length && "+-.".IndexOf(text[at]) + 1 + (char.IsLetterOrDigit(text[at]) ? 1 : 0) > 0) at++;
            string word = text.Substring(start, at - start);
            if (word == "true") return true;
            if (word == "false") return false;
            if (word == "null") return null;
            try
            {
                return double.Parse(word, NumberStyles.Float, CultureInfo.InvariantCulture);
            }
            catch (OverflowException)
            {
                return double.PositiveInfinity; // too large for .NET Framework, in a member that nobody reads
            }
        }
    }

    private static int Resize()
    {
        undone = "It is unknown whether the pool was resized. It is billed until it is.";
        // While the pool is still changing it answers 409.
        Reply reply = Ask(new[] { 409, 429, 503 }, () => Send("POST", "https://pools.example.com/account/pools/8dfc151b0d3e446497b845f3b29ef53b/resize?api-version=2017-05-01.5.0", "Authorization",
            "Bearer " + POOL_KEY, "{\"targetDedicatedNodes\":0}"));
        if (reply.IsInDoubt)
        {
            return Fail(7, "It is unknown whether the pool was resized. It is billed until it is.", reply.Said);
        }
        if (!reply.IsDone) return Fail(7, "The pool was not resized. It is billed until it is.", reply.Said);
        Console.WriteLine("The pool is being resized.");
        return 0;
    }

    private const string Bodies = "bodies.ndjson";
    private const int AtOnce = 4;
    private static readonly object Counts = new object();
    private static int count;
    private static int finished;
    private static bool unsure;
    private const int Gone = 10; // no exit code: the service no longer knows the job of an earlier run

    // The body, with the secrets that stand in the file as \u0000NAME\u0000.
    private static string FillIn(string line)
    {
        var secrets = new Dictionary<string, string>
        {
            { "INPUT1_ACCOUNT_KEY", INPUT1_ACCOUNT_KEY },
            { "OUTPUT1_SAS_SIGNATURE", OUTPUT1_SAS_SIGNATURE },
        };
        string pattern = "\\\\u0000([A-Z0-9_]+)\\\\u0000";
        return Regex.Replace(line, pattern, slot =>
        {
            string name = slot.Groups[1].Value;
            string secret;
            if (secrets.TryGetValue(name, out secret)) return JsonText(secret);
            throw new FormatException("it names " + name + ", which is no secret of this script.");
        });
    }

    // The name of the file that tells a second run what became of a line.
    private static string Record(int line, string ending)
    {
        return Path.Combine(Folder, line.ToString("000000", CultureInfo.InvariantCulture) + ending);
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "chmod")]
    private static extern int Chmod(string path, uint mode);

    private static void Rename(string from, string to)
    {
        File.Delete(to);
        File.Move(from, to);
    }

    // Records that a line was submitted: its job, and what the line said. Half a record never has its name.
    private static void Remember(string job, int line, string text)
    {
        string part = Record(line, ".job.part");
        try
        {
            Directory.CreateDirectory(Folder);
            File.Create(part).Dispose();
            if (Path.DirectorySeparatorChar == '/') Chmod(part, 384); // 0600: for its user alone
            File.WriteAllText(part, job + "\n" + text + "\n");
            Rename(part, Record(line, ".job"));
        }
        catch (Exception error)
        {
            string twice = ": its record was not written. A second run would submit this line again.";
            Fail(1, JobName(job, line) + twice, error.Message);
        }
    }

    // The job of this very line, as an earlier run recorded it; null where there is none.
    private static string Recall(int line, string ending, string text)
    {
        if (!File.Exists(Record(line, ending))) return null;
        string[] found = File.ReadAllText(Record(line, ending)).Split(new[] { '\n' }, 2);
        bool isSame = found.Length == 2 && found[1] == text + "\n";
        return isSame && Regex.IsMatch(found[0], "\\A[A-Za-z0-9_-]+\\z") ? found[0] : null;
    }

    // What finished is not sent again, what failed or was refused is; anything else is followed by a second run.
    private static void Settle(int line, string text, int code)
    {
        try
        {
            string job = Record(line, ".job");
            if (Recall(line, ".job", text) == null) return;
            if (code == 0) Rename(job, Record(line, ".done"));
            if (code == 3 || code == 4 || code == NotRun) File.Delete(job);
        }
        catch (Exception error)
        {
            Fail(1, Row(line) + "its record was not changed: " + error.Message);
        }
    }

    // A job that an earlier run submitted, from start to results. To start it twice is refused, and does no harm.
    private static int Follow(string job, int line)
    {
        Console.WriteLine(JobName(job, line) + ": submitted in an earlier run");
        Note(job, line, "was submitted; it is unknown whether it was started.");
        Reply reply = Bes(AgainDo, "POST", StartUrl(job), null);
        if (!reply.IsInDoubt) Note(job, line, "goes on.");
        int code = reply.Status == 404 ? Gone : Watch(job, line, Gone);
        if (code != 1 && code != 5) Note(job, line, null);
        return code;
    }

    private static int SendLine(int number, string line)
    {
        string body;
        try
        {
            body = FillIn(line);
        }
        catch (FormatException error)
        {
            return Fail(NotRun, "Line " + number + " was not sent: " + error.Message);
        }
        return Run(body, number, line);
    }

    private static int Outcome(int number, string line)
    {
        if (Recall(number, ".done", line) != null)
        {
            Console.WriteLine(Row(number) + "finished in an earlier run; it is not sent again.");
            return 0;
        }
        string job = Recall(number, ".job", line);
        int code = job == null ? SendLine(number, line) : Follow(job, number);
        if (code == Gone)
        {
            Fail(1, Row(number) + "the service no longer knows its job; the line is sent anew.");
            code = SendLine(number, line);
        }
        Settle(number, line, code);
        return code;
    }

    private static void One(int number, string line)
    {
        int code = 1;
        try
        {
            code = Outcome(number, line);
        }
        catch (Exception error)
        {
            Fail(1, Row(number) + error.Message);
        }
        lock (Counts)
        {
            if (code == 0) finished++;
            if (code == 1 || code == 5) unsure = true;
        }
    }

    // At most so many at once; lines are read as they are needed, so that the file may be long.
    private static void RunAll()
    {
        using (SemaphoreSlim room = new SemaphoreSlim(AtOnce))
        {
            try
            {
                int read = 0;
                foreach (string line in File.ReadLines(Bodies))
                {
                    int number = ++read;
                    if (line.Trim() == "") continue;
                    room.Wait();
                    count++;
                    Thread thread = new Thread(() =>
                    {
                        One(number, line.Trim());
                        room.Release();
                    });
                    thread.Start();
                }
            }
            finally
            {
                for (int left = AtOnce; left > 0; left--) room.Wait();
            }
        }
    }
}
