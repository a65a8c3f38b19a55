namespace ResearchML.LanguageModels;

/// <summary>A string that is one token wherever it stands, beside what the model itself would make of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">The string.</param>
/// <param name="Special">A control token: left out of decoded text, and matched only where the caller asks for it.</param>
/// <param name="Normalized">Looked for in the normalized text rather than in the text as it came.</param>
internal sealed record AddedToken(int Id, string Content, bool Special, bool Normalized)
{
    /// <summary>Ids are below this, here and in vocabularies: an array by id must fit in memory, whatever a file says.</summary>
    public const int IdLimit = 1 << 24;

    /// <summary>Ids of a vocabulary are below this, too: it may have gaps, but a short file must not ask for much memory.</summary>
    /// <param name="entries">How many tokens the file has.</param>
    public static int VocabularyIdLimit(int entries) => (int)Math.Min(IdLimit, 2L * entries + 1000);

    /// <param name="fields">The token's object.</param>
    /// <param name="id">Its id.</param>
    /// <exception cref="CheckpointException">A field is missing or wrong, or asks for what is not supported.</exception>
    public static AddedToken Read(JsonFields fields, int id)
    {
        string content = fields.Text("content") is { Length: > 0 } text ? text : throw fields.Unsupported($"the added token {id} has no content");
        if (id is < 0 or >= IdLimit)
            throw fields.Unsupported($"the added token \"{content}\" has the id {id}; expected one from 0 to {IdLimit - 1}");
        foreach (string flag in (string[])["lstrip", "rstrip", "single_word"])
        {
            if (fields.Boolean(flag, false))
                throw fields.Unsupported($"the added token \"{content}\" has \"{flag}\": true; supported: false");
        }
        return new AddedToken(id, content, fields.Boolean("special", false), fields.Boolean("normalized", false));
    }
}
