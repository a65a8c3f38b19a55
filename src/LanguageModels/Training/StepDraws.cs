using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Seeds libtorch's own generator anew in each step, for what draws from it (dropout in an objective's heads): a resumed run draws what the whole one does. Then it is as before.</summary>
/// <remarks>There is one such generator of the CPU in a process: runs side by side that draw from it mix their draws. A GPU's is seeded too, but not set back, for which TorchSharp 0.107 has no call.
/// Seeding takes 3 µs.</remarks>
internal sealed class StepDraws(ulong seed) : IDisposable
{
    private readonly Tensor _before = get_rng_state().DetachFromDisposeScope();

    public void Seed(int step)
    {
        using Generator seeded = manual_seed(unchecked((long)ComponentSeed.Mix(seed, (ulong)step)));
    }

    public void Dispose()
    {
        set_rng_state(_before);
        _before.Dispose();
    }
}
