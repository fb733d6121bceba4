/// A reader of JSON that needs no package.
pub(super) const READER: &str = r##"
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
"##;
