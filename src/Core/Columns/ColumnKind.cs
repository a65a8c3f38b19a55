namespace ResearchML;

/// <summary>How many values an input column must hold in each row.</summary>
public enum ColumnKind
{
    /// <summary>One value.</summary>
    Scalar,

    /// <summary>A vector whose length is the same in every row and part of the column's type.</summary>
    Vector,

    /// <summary>A vector of any length, the same in every row or not.</summary>
    AnyVector,
}
