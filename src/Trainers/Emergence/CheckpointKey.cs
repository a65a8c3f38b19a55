namespace ResearchML.Trainers;

/// <summary>Of which checkpoint a count is.</summary>
internal readonly record struct CheckpointKey(string Model, double Compute, string Task, double Examples);
