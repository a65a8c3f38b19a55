using ResearchML.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace ResearchML.Architecture.Tests;

/// <summary>What <see cref="LooseNumberScanner"/> must find, and what it must not. Compiled, never run.</summary>
internal static class LooseNumberExamples
{
    internal static class Loose
    {
        public static Tensor Sum(Tensor a) => a + a;

        public static Tensor Product(Tensor a) => a * 0.5;

        public static Tensor Comparison(Tensor a) => a < 1;

        public static Tensor Method(Tensor a) => a.clamp_min(0);

        public static Tensor HiddenFactor(Tensor a) => a.add(a);

        public static Tensor HiddenFactorOfANumber(Tensor a, Scalar held) => a.add(held);

        public static Tensor Square(Tensor a) => a.square();

        public static double Reading(Tensor a) => a.ToDouble();
    }

    internal static class Held
    {
        public static Tensor Formula(Term a) => Term.Where(a < 1, (a + a) * 0.5, a.AtLeast(0));

        public static Tensor Scalars(Tensor a)
        {
            using Scalar one = 1L.ToScalar();
            return a.add(a, one).mul(one) * a;
        }

        public static double Reading(Tensor a) => ((Term)a).ToDouble() + a.item<double>();
    }
}
