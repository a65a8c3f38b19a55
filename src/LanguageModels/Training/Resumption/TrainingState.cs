namespace ResearchML.LanguageModels;

/// <summary>Where a run stands, beside its tensors.</summary>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="TokensSeen">Tokens trained on.</param>
/// <param name="Elapsed">Time in training steps, of all processes that had a part in it.</param>
/// <param name="Epoch">Epoch of the next batch, from 0.</param>
/// <param name="NextContext">Its first context in the epoch's order, from 0.</param>
/// <param name="HeldOut">How early stopping stands; <see langword="null"/> without it.</param>
internal sealed record TrainingState(int Step, long TokensSeen, TimeSpan Elapsed, ulong Epoch, int NextContext, HeldOutState? HeldOut);
