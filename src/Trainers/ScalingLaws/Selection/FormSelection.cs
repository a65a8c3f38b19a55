namespace ResearchML.Trainers;

/// <summary>What a law predicts with.</summary>
public enum FormSelection
{
    /// <summary>The forms' average, weighted by inverse squared error of rolling-origin validation. The default.</summary>
    Average,

    /// <summary>The form of least error in rolling-origin validation.</summary>
    Best,
}
