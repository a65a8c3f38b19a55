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

    /// <summary>Seeds of several prompts; the n-th of equal prompts gets the n-th seed of that prompt, so that it is sampled anew.</summary>
    public static IReadOnlyList<ulong> ForEach(IReadOnlyList<IReadOnlyList<int>> prompts, ulong seed)
    {
        var seen = new Dictionary<ulong, ulong>();
        var seeds = new ulong[prompts.Count];
        for (int i = 0; i < seeds.Length; i++)
        {
            ulong own = Of(prompts[i] ?? throw new ArgumentNullException(nameof(prompts), $"Prompt {i} is null."), seed);
            ref ulong repeats = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, own, out _);
            seeds[i] = ComponentSeed.Mix(own, repeats++);
        }
        return seeds;
    }
}
