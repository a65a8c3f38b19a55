using System.Security.Cryptography;
using Microsoft.ML.Runtime;

namespace ResearchML;

/// <summary>Seeds of components, and of rows within a component, that depend on no order: neither on which component was built first nor on which row came first.</summary>
/// <remarks>
/// Equal on every platform and in every process. Text is hashed with FNV-1a (Fowler, Noll and Vo; 64 bits) over its UTF-16 code
/// units, low byte first; numbers are mixed with the finalizer of SplitMix64 (Steele, Lea and Flood 2014), a bijection in each
/// argument. Not for secrets.
/// </remarks>
public static class ComponentSeed
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    /// <summary>The seed of a component.</summary>
    /// <param name="env">The component's environment.</param>
    /// <param name="seed">The seed in the component's options; it wins as it is. Null: the <c>MLContext</c>'s, mixed with <paramref name="component"/>; where that has none either, a random one.</param>
    /// <param name="component">The component's name. Components with equal names get equal seeds.</param>
    /// <exception cref="ArgumentNullException"><paramref name="env"/> or <paramref name="component"/> is null.</exception>
    public static ulong Resolve(IHostEnvironment env, int? seed, string component)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(component);
        if (seed is { } own)
            return unchecked((ulong)own);
        return env.GetSeed() is { } contexts
            ? Mix(unchecked((ulong)contexts), component)
            : BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    }

    /// <summary>A seed from a seed and a text, such as a row's content.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="content">The text; it may be empty.</param>
    public static ulong Mix(ulong seed, ReadOnlySpan<char> content)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char unit in content)
        {
            hash = (hash ^ (byte)unit) * 0x100000001B3;
            hash = (hash ^ (byte)(unit >> 8)) * 0x100000001B3;
        }

        return Mix(seed, hash);
    }

    /// <summary>A seed from a seed and a number, such as the index of a copy. Not symmetric.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="number">The number.</param>
    public static ulong Mix(ulong seed, ulong number) => Finalize(unchecked((Finalize(unchecked(seed + GoldenGamma)) ^ number) + GoldenGamma));

    private static ulong Finalize(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
