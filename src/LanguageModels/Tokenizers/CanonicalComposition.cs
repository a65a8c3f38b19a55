using System.Globalization;
using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>Unicode's normalization form C (Unicode Standard Annex 15), which Qwen's tokenizers ask for.</summary>
/// <remarks>string.Normalize gives back what it was given where InvariantGlobalization is on, and would so change ids in silence;
/// the tables that Unicode publishes (14.0, 30 kB) give the same ids on every machine.</remarks>
internal static class CanonicalComposition
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;
    private const char FirstCombining = '\u0300'; // Nothing below combines or decomposes to anything but itself.

    private static readonly Lazy<Tables> Loaded = new(Tables.Read);

    /// <param name="text">Well-formed UTF-16.</param>
    public static string Normalize(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange(FirstCombining, char.MaxValue))
            return text;
        Tables tables = Loaded.Value;
        if (!tables.MayChange(text))
            return text;
        List<int> codes = [];
        foreach (Rune rune in text.EnumerateRunes())
            Decompose(rune.Value, codes, tables);
        Order(codes, tables);
        Compose(codes, tables);
        var result = new StringBuilder(text.Length);
        foreach (int code in codes)
            result.Append(new Rune(code).ToString());
        return result.ToString();
    }

    private static void Decompose(int code, List<int> into, Tables tables)
    {
        if (code is >= HangulBase and < HangulBase + Leads * Vowels * Tails)
        {
            int syllable = code - HangulBase;
            into.Add(LeadBase + syllable / (Vowels * Tails));
            into.Add(VowelBase + syllable % (Vowels * Tails) / Tails);
            if (syllable % Tails > 0)
                into.Add(TailBase + syllable % Tails);
        }
        else if (tables.Parts.TryGetValue(code, out int[]? parts))
        {
            foreach (int part in parts)
                Decompose(part, into, tables);
        }
        else
        {
            into.Add(code);
        }
    }

    /// <summary>Sorts each run of combining marks by class, keeping the order within a class.</summary>
    private static void Order(List<int> codes, Tables tables)
    {
        for (int start = 0; start < codes.Count; start++)
        {
            if (tables.Class(codes[start]) == 0)
                continue;
            int end = start;
            while (end < codes.Count && tables.Class(codes[end]) != 0)
                end++;
            int[] sorted = [.. codes.GetRange(start, end - start).OrderBy(tables.Class)];
            for (int i = 0; i < sorted.Length; i++)
                codes[start + i] = sorted[i];
            start = end;
        }
    }

    private static void Compose(List<int> codes, Tables tables)
    {
        int starter = -1, count = 0, lastClass = 0;
        for (int i = 0; i < codes.Count; i++)
        {
            int code = codes[i], its = tables.Class(code);
            bool adjacent = count == starter + 1;
            // A mark of the same or a higher class in between keeps a mark from its starter.
            if (starter >= 0 && (adjacent || lastClass < its) && Pair(codes[starter], code, tables) is int composed)
            {
                codes[starter] = composed;
                continue;
            }
            codes[count] = code;
            (starter, lastClass) = its == 0 ? (count, 0) : (starter, its);
            count++;
        }
        codes.RemoveRange(count, codes.Count - count);
    }

    private static int? Pair(int first, int second, Tables tables)
    {
        if (first is >= LeadBase and < LeadBase + Leads && second is >= VowelBase and < VowelBase + Vowels)
            return HangulBase + ((first - LeadBase) * Vowels + second - VowelBase) * Tails;
        if (first is >= HangulBase and < HangulBase + Leads * Vowels * Tails && (first - HangulBase) % Tails == 0 && second is > TailBase and < TailBase + Tails)
            return first + second - TailBase;
        return tables.Pairs.TryGetValue((first, second), out int composed) ? composed : null;
    }

    private sealed record Tables(Dictionary<int, int> Classes, Dictionary<int, int[]> Parts, Dictionary<(int First, int Second), int> Pairs)
    {
        // Characters that normalization may take away or move; a text without any is as it should be, and most are.
        private readonly HashSet<int> _unstable = [];

        public bool MayChange(string text)
        {
            foreach (Rune rune in text.EnumerateRunes())
            {
                if (rune.Value >= FirstCombining && (_unstable.Contains(rune.Value) || rune.Value is >= VowelBase and <= TailBase + Tails))
                    return true;
            }
            return false;
        }

        public int Class(int code) => code < FirstCombining ? 0 : Classes.GetValueOrDefault(code);

        public static Tables Read()
        {
            var tables = new Tables([], [], []);
            using Stream stream = typeof(CanonicalComposition).Assembly.GetManifestResourceStream("CanonicalComposition.txt")!;
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is string line)
            {
                string[] fields = line.Split(' ');
                if (fields[0] == "#")
                    continue;
                if (fields[1] is "=" or "<")
                    tables.AddParts(Hex(fields[0]), [.. fields.Skip(2).Select(Hex)], composes: fields[1] == "=");
                else
                    tables.AddClass(Hex(fields[0]), Hex(fields[1]), int.Parse(fields[2], CultureInfo.InvariantCulture));
            }
            return tables;
        }

        private void AddParts(int code, int[] parts, bool composes)
        {
            Parts[code] = parts;
            if (composes)
            {
                Pairs[(parts[0], parts[1])] = code;
                _unstable.Add(parts[1]);
            }
            else
            {
                _unstable.Add(code);
            }
        }

        private void AddClass(int first, int last, int value)
        {
            for (int code = first; code <= last; code++)
            {
                Classes[code] = value;
                _unstable.Add(code);
            }
        }

        private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
