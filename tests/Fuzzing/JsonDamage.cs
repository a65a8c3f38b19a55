using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;

namespace ResearchML.Tests;

/// <summary>A JSON text that was valid, with one to three damages: to its structure, its values, or its bytes.</summary>
/// <param name="Bytes">The text, not always UTF-8.</param>
/// <param name="Salt">A number 0 or more, for damage outside the text.</param>
/// <param name="Extreme">A length that does not fit.</param>
internal sealed partial record JsonDamage(byte[] Bytes, int Salt, long Extreme)
{
    private static readonly string[] Numbers = ["0", "-0", "1", "2", "8", "10", "12", "-1", "1.0", "1e0", "1e400", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1E-5", "01", "NaN"];

    private static readonly string[] Values =
    [
        "null", "true", "{}", "[]", "[[]]", "[0,0]", "[0,8]", "[2]", "[]", "\"\"", "\"F32\"", "\"U8\"", "\"F4\"", "\"BOOL\"", "\"BF16\"", "\"F64\"", "\"C64\"", "{\"a\":{}}", "\"__metadata__\"", "\"w\"", "\"h\"",
        "\"1.safetensors\"", "\"2.safetensors\"", "\"3.safetensors\"", "\"1.SAFETENSORS\"", "\"../1.safetensors\"", "\"sub/1.safetensors\"", "\"..\\\\1.safetensors\"", "\"/etc/passwd\"", "\"..\"", "\"sub\"", "\"./1.safetensors\"",
        "\"C:1.safetensors\"", "\"1.safetensors\\u0000\"", "\"\\u0031.safetensors\"", "\"\\u002e\\u002e/1.safetensors\"", "\"1.safe\u200dtensors\"", "\"１.safetensors\"", "\"\\ud800\"", "\"model.safetensors.index.json\"", "\"" + new string('n', 300) + "\"",
        string.Concat(Enumerable.Repeat("[", 70)), string.Concat(Enumerable.Repeat("{\"a\":", 5000)), string.Concat(Enumerable.Repeat("[", 64)) + string.Concat(Enumerable.Repeat("]", 64)), "[" + string.Join(",", Enumerable.Repeat("1", 70)) + "]",
    ];

    private static readonly string[] Fragments = [" ", "\n", ",", ":", "{", "}", "[", "]", "\"", "\\", "\\u0000", "\\ud83d", "/*x*/", "//", "\u00e9", "\u0000", "\"z\":1,", "\"shape\":[1],", "\"dtype\":\"U8\",", "\"metadata\":{},"];

    private static readonly byte[][] BadUtf8 = [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xEF, 0xBB, 0xBF]];

    /// <summary>Damages to a valid text without spaces between its tokens.</summary>
    /// <param name="valid">The text.</param>
    /// <param name="values">Values to put in place of others beside those that are always tried.</param>
    public static Gen<JsonDamage> Of(byte[] valid, params string[] values)
    {
        string[] all = [.. Values, .. values];
        Gen<(int Kind, int At, int With, byte Byte)> damage = Gen.Select(Gen.Int[0, 10], Gen.Int[0, 9999], Gen.Int[0, 9999], Gen.Byte);
        // Mostly a single damage, so that the checks behind the first are reached.
        Gen<(int Kind, int At, int With, byte Byte)[]> damages = Gen.Frequency((4, damage.Array[1]), (1, damage.Array[2, 3]));
        return Gen.Select(damages, Gen.Int[0, int.MaxValue], Gen.Long).Select((list, salt, extreme) =>
        {
            byte[] text = valid;
            foreach ((int kind, int at, int with, byte value) in list)
                text = Apply(text, kind, at, with, value, all);
            return new JsonDamage(text, salt, extreme);
        });
    }

    private static byte[] Apply(byte[] text, int kind, int at, int with, byte value, string[] values)
    {
        int place = at % (text.Length + 1);
        switch (kind)
        {
            case 0: // Flip a bit.
                return text.Length == 0 ? text : [.. text[..(at % text.Length)], (byte)(text[at % text.Length] ^ (1 << (with % 8))), .. text[(at % text.Length + 1)..]];
            case 1: // Replace a byte, or cut.
                return with % 3 == 0 ? text[..place] : [.. text[..place], value, .. text.AsSpan(Math.Min(text.Length, place + 1))];
            case 2: // Leave out, or insert what is not UTF-8.
                return with % 2 == 0 ? [.. text[..place], .. text.AsSpan(Math.Min(text.Length, place + 1 + (with / 2 % 8)))] : [.. text[..place], .. BadUtf8[with / 2 % BadUtf8.Length], .. text.AsSpan(place)];
            case 3: // Insert a piece of syntax.
                return [.. text[..place], .. Encoding.UTF8.GetBytes(Fragments[with % Fragments.Length]), .. text.AsSpan(place)];
        }
        // Latin-1 keeps every byte, so that earlier damage is not repaired on the way through a string.
        string json = Encoding.Latin1.GetString(text);
        json = kind switch
        {
            4 => Replace(json, Number(), at, _ => Pick(Numbers, with)),
            5 => Replace(json, Value(), at, _ => Utf8AsLatin1(Pick(values, with))),
            6 => Replace(json, Value(), at, part => Another(json, Value(), with) ?? part), // A value in place of another.
            7 => Replace(json, Property(), at, part => $"{part},{Another(json, Property(), with) ?? part}"), // A field twice, or where it does not belong.
            8 => Replace(json, PropertyAndComma(), at, static _ => ""),
            9 => Replace(json, Key(), at, part => Another(json, Key(), with) ?? part), // A name in place of another.
            _ => Spaced(json, at, with),
        };
        return Encoding.Latin1.GetBytes(json);
    }

    // Damage that is none: spaces between tokens, escapes in a name. Such files must go on opening.
    private static string Spaced(string json, int at, int with) => (with % 3) switch
    {
        0 => Replace(json, Comma(), at, static part => part + " \n\t"),
        1 => Replace(json, Letter(), at, static part => string.Create(CultureInfo.InvariantCulture, $"\"\\u{(int)part[1]:x4}\"")),
        _ => json + new string(' ', with % 17),
    };

    private static string Replace(string json, Regex what, int at, Func<string, string> with)
    {
        if (Group(json, what, at) is not Group part)
            return json;
        return json[..part.Index] + with(part.Value) + json[(part.Index + part.Length)..];
    }

    private static string? Another(string json, Regex what, int with) => Group(json, what, with)?.Value;

    // The expressions look ahead and consume nothing: an object and the values in it are all found.
    private static Group? Group(string json, Regex what, int at)
    {
        MatchCollection matches = what.Matches(json);
        return matches.Count == 0 ? null : matches[at % matches.Count].Groups["part"];
    }

    private static string Pick(string[] list, int with) => list[with % list.Length];

    private static string Utf8AsLatin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex("(?<![0-9])(?=(?<part>[0-9]+)[],}])")]
    private static partial Regex Number();

    private const string ValueOf = "(\"[^\"]*\"(?!\\s*:)|[0-9]+|\\[[^][]*\\]|\\{[^{}]*\\})"; // A string, a number, a flat array or a flat object.
    private const string PropertyOf = "\"[^\"]*\":" + ValueOf;

    [GeneratedRegex("(?<=[:[,])(?=(?<part>" + ValueOf + "))")]
    private static partial Regex Value();

    [GeneratedRegex("(?<=[{,])(?=(?<part>" + PropertyOf + "))")]
    private static partial Regex Property();

    [GeneratedRegex("(?=(?<part>," + PropertyOf + "))|(?<={)(?=(?<part>" + PropertyOf + ",))")]
    private static partial Regex PropertyAndComma();

    [GeneratedRegex("(?<=[{,])(?=(?<part>\"[^\"]*\"):)")]
    private static partial Regex Key();

    [GeneratedRegex("(?=(?<part>[,:]))")]
    private static partial Regex Comma();

    [GeneratedRegex("(?=(?<part>\"[a-z]\"))")]
    private static partial Regex Letter();
}
