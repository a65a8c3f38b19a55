using System.Runtime.InteropServices;

namespace ResearchML.LanguageModels;

/// <summary>A seed for each row from (seed, prompt), never from the row's place.</summary>
internal static class GenerationSeeds
{
    /// <summary>The seed of a prompt's draws.</summary>
    public static ulong Of(IReadOnlyList<int> prompt, ulong seed)
    {
        ulong hash = ComponentSeed.Mix(seed, (ulong)prompt.Count);
        foreach (int id in prompt)
            hash = ComponentSeed.Mix(hash, (ulong)id);
        return hash;
    }

    /// <summary>Seeds of several prompts' rows; the n-th row of equal prompts gets the n-th seed of that prompt, so that it is sampled anew.</summary>
    /// <param name="prompts">P prompts.</param>
    /// <param name="seed">Of all.</param>
    /// <param name="samples">k, rows of each prompt.</param>
    /// <param name="first">Rows of each prompt that come before these, and belong to others.</param>
    /// <returns>P·k: those of the first prompt first, as if each prompt were given k times.</returns>
    public static IReadOnlyList<ulong> ForEach(IReadOnlyList<IReadOnlyList<int>> prompts, ulong seed, int samples = 1, int first = 0)
    {
        var seen = new Dictionary<ulong, ulong>();
        var seeds = new ulong[prompts.Count * samples];
        for (int i = 0; i < prompts.Count; i++)
        {
            ulong own = Of(prompts[i] ?? throw new ArgumentNullException(nameof(prompts), $"Prompt {i} is null."), seed);
            ref ulong repeats = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, own, out _);
            for (int s = 0; s < samples; s++)
                seeds[i * samples + s] = ComponentSeed.Mix(own, (ulong)first + repeats++);
        }
        return seeds;
    }
}
