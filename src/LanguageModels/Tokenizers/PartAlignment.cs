using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>Finds the part of a text that each of its tokens belongs to.</summary>
/// <remarks>Tokenizers put spaces before texts, join them and drop them, and a token often begins with the space that ends the sentence before. So what is
/// counted along the text is its ink: bytes of UTF-8 that are no white space.</remarks>
internal static class PartAlignment
{
    /// <param name="tokenizer">Whose tokens they are.</param>
    /// <param name="parts">The parts; their concatenation is the text.</param>
    public static EncodedParts Encode(LanguageTokenizer tokenizer, IReadOnlyList<string> parts)
    {
        IReadOnlyList<int> tokens = tokenizer.Encode(string.Concat(parts));
        return Align(tokenizer, tokens, parts) is int[] owners ? new EncodedParts(tokens, owners) : OneByOne(tokenizer, parts);
    }

    /// <summary>Bytes that are no white space.</summary>
    public static int Ink(ReadOnlySpan<byte> text)
    {
        int ink = 0;
        foreach (byte b in text)
            ink += b is (byte)' ' or (>= 9 and <= 13) ? 0 : 1;
        return ink;
    }

    // A token belongs to the part of its last ink; one of white space alone to the part before it. Null where the counts disagree.
    private static int[]? Align(LanguageTokenizer tokenizer, IReadOnlyList<int> tokens, IReadOnlyList<string> parts)
    {
        var ends = new long[parts.Count]; // ink up to the end of each part
        long total = 0;
        for (int i = 0; i < ends.Length; i++)
            ends[i] = total += Ink(Encoding.UTF8.GetBytes(tokenizer.Spelled(parts[i])));
        var owners = new int[tokens.Count];
        long seen = 0;
        int part = 0;
        for (int t = 0; t < owners.Length; t++)
        {
            if (tokenizer.InkOf(tokens[t]) is not int ink || (seen += ink) > total)
                return null;
            while (seen > ends[part])
                part++;
            owners[t] = part;
        }
        return seen == total ? owners : null;
    }

    // For characters that the tokenizer has no token for, and the like: each part by itself, with the white space before it.
    private static EncodedParts OneByOne(LanguageTokenizer tokenizer, IReadOnlyList<string> parts)
    {
        List<int> tokens = [], owners = [];
        string space = "";
        for (int i = 0; i < parts.Count; i++)
        {
            bool last = i == parts.Count - 1;
            string text = space + parts[i], own = last ? text : text.TrimEnd();
            space = text[own.Length..];
            tokens.AddRange(tokenizer.Encode(own));
            owners.AddRange(Enumerable.Repeat(i, tokens.Count - owners.Count));
        }
        return new EncodedParts(tokens, owners);
    }
}
