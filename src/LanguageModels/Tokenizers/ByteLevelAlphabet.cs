using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>How vocabulary files of byte-level BPE write a byte as one printable character.</summary>
/// <remarks>Radford et al. 2019 (GPT-2), encoder.py: printable bytes stand for themselves, the others for U+0100 and on, in order.</remarks>
internal static class ByteLevelAlphabet
{
    private static readonly char[] Characters = MakeCharacters();
    private static readonly Dictionary<char, byte> Bytes = Characters.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => (byte)p.i);

    public static string ToText(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte b in bytes)
            text.Append(Characters[b]);
        return text.ToString();
    }

    /// <returns><see langword="null"/> where the text has a character that stands for no byte.</returns>
    public static byte[]? ToBytes(string text)
    {
        var bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (!Bytes.TryGetValue(text[i], out bytes[i]))
                return null;
        }
        return bytes;
    }

    private static char[] MakeCharacters()
    {
        var characters = new char[256];
        int others = 0;
        for (int b = 0; b < characters.Length; b++)
        {
            bool printable = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[b] = printable ? (char)b : (char)(0x100 + others++);
        }
        return characters;
    }
}
