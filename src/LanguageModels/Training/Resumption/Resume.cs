namespace ResearchML.LanguageModels;

/// <summary>What a training run does with checkpoints that are there when it starts.</summary>
public enum Resume
{
    /// <summary>Goes on from the last whole one, or begins where there is none.</summary>
    Auto,

    /// <summary>Goes on from the last whole one; where there is none it is an error.</summary>
    Required,

    /// <summary>Begins anew; a folder that holds checkpoints is an error, so that none is lost.</summary>
    Never,
}
