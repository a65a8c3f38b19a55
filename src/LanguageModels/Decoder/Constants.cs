using TorchSharp;

namespace ResearchML.LanguageModels;

/// <summary>Numbers that live as long as the process, for operations that take a number beside tensors.</summary>
/// <remarks>TorchSharp 0.107 makes an object of each number that it is given, <c>a + b</c> included (its hidden factor of one), and lets
/// the collector free it while libtorch still reads it: with several threads at work, one call in some hundred thousand fails.</remarks>
internal static class Constants
{
    public static Scalar One { get; } = 1L.ToScalar();

    public static Scalar MinusOne { get; } = (-1L).ToScalar();

    public static Scalar Two { get; } = 2L.ToScalar();

    public static Scalar Zero { get; } = 0L.ToScalar();

    public static Scalar MinusInfinity { get; } = double.NegativeInfinity.ToScalar();
}
