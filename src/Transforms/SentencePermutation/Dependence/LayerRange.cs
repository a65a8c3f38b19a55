using System.Globalization;

namespace ResearchML.Transforms;

/// <summary>Which layers of a decoder are read.</summary>
public sealed record LayerRange
{
    private LayerRange()
    {
    }

    /// <summary>Every layer.</summary>
    public static LayerRange All { get; } = new();

    /// <summary>The first layer, from 0; <see langword="null"/> for the decoder's first.</summary>
    public int? First { get; private init; }

    /// <summary>The last layer, itself included; <see langword="null"/> for the decoder's last.</summary>
    public int? Last { get; private init; }

    /// <summary>The one layer at this share of the depth, over 0 and at most 1; <see langword="null"/> where layers are named.</summary>
    public double? Depth { get; private init; }

    /// <summary>One layer.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative.</exception>
    public static LayerRange Single(int index) => Between(index, index);

    /// <summary>Some consecutive layers.</summary>
    /// <param name="first">From 0.</param>
    /// <param name="last">Itself included.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="first"/> is negative, or <paramref name="last"/> is before it.</exception>
    public static LayerRange Between(int first, int last)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        return new LayerRange { First = first, Last = last };
    }

    /// <summary>The one layer at a share of the depth, rounded up: of 8 layers the sixth at 0.75. What lies above it is not computed.</summary>
    /// <param name="fraction">Over 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is out of its range.</exception>
    public static LayerRange FractionOfDepth(double fraction) => fraction is > 0 and <= 1
        ? new LayerRange { Depth = fraction }
        : throw new ArgumentOutOfRangeException(nameof(fraction), fraction, string.Create(CultureInfo.InvariantCulture, $"A share of the depth must be over 0 and at most 1, but is {fraction}."));

    /// <summary>The layers of a decoder.</summary>
    /// <param name="layers">How many it has.</param>
    /// <returns>The first and the last, from 0, both included.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The decoder has no such layer.</exception>
    public (int First, int Last) Of(int layers)
    {
        if (Depth is double depth)
        {
            int index = Math.Max(1, (int)Math.Ceiling(depth * layers)) - 1;
            return (index, index);
        }
        (int first, int last) = (First ?? 0, Last ?? layers - 1);
        return last < layers
            ? (first, last)
            : throw new ArgumentOutOfRangeException(nameof(layers), layers, $"Layer {last} is asked for, but the decoder has {layers} layers, from 0 to {layers - 1}.");
    }

    /// <summary>Makes a range from its values, as a file has them.</summary>
    internal static LayerRange From(int? first, int? last, double? depth) =>
        depth is double fraction ? FractionOfDepth(fraction) : first is int from && last is int to ? Between(from, to) : All;
}
