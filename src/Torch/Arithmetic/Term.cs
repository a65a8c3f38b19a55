using TorchSharp;
using static TorchSharp.torch;

namespace ResearchML.Torch;

/// <summary>A tensor in a formula: <see cref="Tensor"/>'s operators, whose numbers live until libtorch has read them.</summary>
/// <remarks>
/// TorchSharp 0.107 makes a <see cref="Scalar"/> of every number that stands beside a tensor, also of the hidden factor of one in <c>a + b</c> and of what <c>tensor.ToDouble()</c> reads, and holds it nowhere: the collector may free it while
/// libtorch reads it, and then the call fails, or the process does. It takes another thread that allocates, as a progress display does: training then died within a few hundred steps. Here each number is
/// kept until the call has returned. Convert each tensor where a formula begins: <c>Term p = probabilities;</c> A tensor beside a term becomes one.
/// <para>Broadcasting, types and gradients are the tensors' own; results belong to the current dispose scope.</para>
/// </remarks>
/// <param name="Tensor">The tensor itself.</param>
/// <example><code>
/// Term next = nextLoss, after = afterLoss;
/// return new ObjectiveValue(next + 0.5 * after);
/// </code></example>
public readonly record struct Term(Tensor Tensor)
{
    private static readonly Scalar One = 1L.ToScalar();
    private static readonly Scalar MinusOne = (-1L).ToScalar();

    /// <summary>Begins a formula.</summary>
    public static implicit operator Term(Tensor tensor) => new(tensor);

    /// <summary>Ends a formula.</summary>
    public static implicit operator Tensor(Term term) => term.Tensor;

    /// <summary>a + b.</summary>
    public static Term operator +(Term a, Term b) => a.Tensor.add(b.Tensor, One);

    /// <summary>a − b.</summary>
    public static Term operator -(Term a, Term b) => a.Tensor.add(b.Tensor, MinusOne);

    /// <summary>a·b.</summary>
    public static Term operator *(Term a, Term b) => a.Tensor.mul(b.Tensor);

    /// <summary>a/b.</summary>
    public static Term operator /(Term a, Term b) => a.Tensor.div(b.Tensor);

    /// <summary>a + b.</summary>
    public static Term operator +(Term a, Tensor b) => a + (Term)b;

    /// <summary>a + b.</summary>
    public static Term operator +(Tensor a, Term b) => (Term)a + b;

    /// <summary>a − b.</summary>
    public static Term operator -(Term a, Tensor b) => a - (Term)b;

    /// <summary>a − b.</summary>
    public static Term operator -(Tensor a, Term b) => (Term)a - b;

    /// <summary>a·b.</summary>
    public static Term operator *(Term a, Tensor b) => a * (Term)b;

    /// <summary>a·b.</summary>
    public static Term operator *(Tensor a, Term b) => (Term)a * b;

    /// <summary>a/b.</summary>
    public static Term operator /(Term a, Tensor b) => a / (Term)b;

    /// <summary>a/b.</summary>
    public static Term operator /(Tensor a, Term b) => (Term)a / b;

    /// <summary>−a.</summary>
    public static Term operator -(Term a) => a.Tensor.neg();

    /// <summary>a + b.</summary>
    public static Term operator +(Term a, Scalar b) => Held(a.Tensor.add(b, One), b);

    /// <summary>a + b.</summary>
    public static Term operator +(Scalar a, Term b) => b + a;

    /// <summary>a − b.</summary>
    public static Term operator -(Term a, Scalar b) => Held(a.Tensor.sub(b), b);

    /// <summary>a − b.</summary>
    public static Term operator -(Scalar a, Term b) => -b + a;

    /// <summary>a·b.</summary>
    public static Term operator *(Term a, Scalar b) => Held(a.Tensor.mul(b), b);

    /// <summary>a·b.</summary>
    public static Term operator *(Scalar a, Term b) => b * a;

    /// <summary>a/b.</summary>
    public static Term operator /(Term a, Scalar b) => Held(a.Tensor.div(b), b);

    /// <summary>Where a is less than b.</summary>
    public static Term operator <(Term a, Term b) => a.Tensor.lt(b.Tensor);

    /// <summary>Where a is more than b.</summary>
    public static Term operator >(Term a, Term b) => a.Tensor.gt(b.Tensor);

    /// <summary>Where a is at most b.</summary>
    public static Term operator <=(Term a, Term b) => a.Tensor.le(b.Tensor);

    /// <summary>Where a is at least b.</summary>
    public static Term operator >=(Term a, Term b) => a.Tensor.ge(b.Tensor);

    /// <summary>Where a is less than b.</summary>
    public static Term operator <(Term a, Scalar b) => Held(a.Tensor.lt(b), b);

    /// <summary>Where a is more than b.</summary>
    public static Term operator >(Term a, Scalar b) => Held(a.Tensor.gt(b), b);

    /// <summary>Where a is at most b.</summary>
    public static Term operator <=(Term a, Scalar b) => Held(a.Tensor.le(b), b);

    /// <summary>Where a is at least b.</summary>
    public static Term operator >=(Term a, Scalar b) => Held(a.Tensor.ge(b), b);

    /// <summary>Where both hold.</summary>
    public static Term operator &(Term a, Term b) => a.Tensor.logical_and(b.Tensor);

    /// <summary>Where either holds.</summary>
    public static Term operator |(Term a, Term b) => a.Tensor.logical_or(b.Tensor);

    /// <summary>Where a does not hold.</summary>
    public static Term operator !(Term a) => a.Tensor.logical_not();

    /// <summary>e^a.</summary>
    public Term Exp() => Tensor.exp();

    /// <summary>ln a.</summary>
    public Term Log() => Tensor.log();

    /// <summary>ln(1 + a).</summary>
    public Term Log1p() => Tensor.log1p();

    /// <summary>e^a − 1.</summary>
    public Term Expm1() => Tensor.expm1();

    /// <summary>|a|.</summary>
    public Term Abs() => Tensor.abs();

    /// <summary>The greater of a and a number.</summary>
    public Term AtLeast(Scalar least) => Held(Tensor.clamp_min(least), least);

    /// <summary>The less of a and a number.</summary>
    public Term AtMost(Scalar most) => Held(Tensor.clamp_max(most), most);

    /// <summary>A number where the mask holds, and a elsewhere.</summary>
    public Term Filled(Term mask, Scalar value) => Held(Tensor.masked_fill(mask.Tensor, value), value);

    /// <summary>A number everywhere, in this shape and type.</summary>
    public Term Full(Scalar value) => Held(Tensor.full_like(value), value);

    /// <summary>Where a equals a number.</summary>
    public Term Is(Scalar value) => Held(Tensor.eq(value), value);

    /// <summary>One of two numbers, by a mask: a where it holds, b elsewhere.</summary>
    public static Term Where(Term mask, Term a, Term b) => torch.where(mask.Tensor, a.Tensor, b.Tensor);

    /// <summary>A number where the mask does not hold.</summary>
    public static Term Where(Term mask, Term a, Scalar b) => a.Filled(!mask, b);

    /// <summary>A number where the mask holds.</summary>
    public static Term Where(Term mask, Scalar a, Term b) => b.Filled(mask, a);

    /// <summary>The number that a tensor of one holds. (<c>tensor.ToDouble()</c> of TorchSharp goes by a number that nobody holds, and ends the process where that is freed; <c>item</c> of the tensor's own type does not.)</summary>
    /// <exception cref="ArgumentException">It holds none, or several.</exception>
    public double ToDouble()
    {
        using var scope = NewDisposeScope();
        return Tensor.detach().cpu().to(ScalarType.Float64).item<double>();
    }

    private static Term Held(Tensor result, Scalar number)
    {
        GC.KeepAlive(number);
        return result;
    }
}
