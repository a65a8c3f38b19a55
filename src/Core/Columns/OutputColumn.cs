using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML;

/// <summary>Makes the columns that a transformer writes out of its results.</summary>
public static class OutputColumn
{
    /// <summary>A column of any type.</summary>
    /// <typeparam name="TResult">The transformer's result for a row.</typeparam>
    /// <typeparam name="TValue">The column's raw type, as <c>ReadOnlyMemory&lt;char&gt;</c> for a text and <c>VBuffer&lt;float&gt;</c> for a vector of Single.</typeparam>
    /// <param name="name">The column's name. A column of that name in the input is hidden.</param>
    /// <param name="type">The column's type.</param>
    /// <param name="value">Takes the value out of a result. A <c>VBuffer</c> is copied on to the reader.</param>
    /// <param name="annotations">What the column says about itself, as <see cref="ScoreAnnotations"/>. Default: nothing.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/>, <paramref name="type"/> or <paramref name="value"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, or <typeparamref name="TValue"/> is not the raw type of <paramref name="type"/>.</exception>
    public static OutputColumn<TResult> Create<TResult, TValue>(string name, DataViewType type, Func<TResult, TValue> value, DataViewSchema.Annotations? annotations = null) =>
        new TypedOutputColumn<TResult, TValue>(name, type, value, annotations);

    /// <summary>A text; null becomes the empty text.</summary>
    /// <inheritdoc cref="Create" path="/typeparam[@name='TResult']|/param|/exception"/>
    public static OutputColumn<TResult> Text<TResult>(string name, Func<TResult, string?> value, DataViewSchema.Annotations? annotations = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Create<TResult, ReadOnlyMemory<char>>(name, TextDataViewType.Instance, r => value(r).AsMemory(), annotations);
    }

    /// <summary>A Single.</summary>
    /// <inheritdoc cref="Create" path="/typeparam[@name='TResult']|/param|/exception"/>
    public static OutputColumn<TResult> Single<TResult>(string name, Func<TResult, float> value, DataViewSchema.Annotations? annotations = null) =>
        Create(name, NumberDataViewType.Single, value, annotations);

    /// <summary>A Double.</summary>
    /// <inheritdoc cref="Create" path="/typeparam[@name='TResult']|/param|/exception"/>
    public static OutputColumn<TResult> Double<TResult>(string name, Func<TResult, double> value, DataViewSchema.Annotations? annotations = null) =>
        Create(name, NumberDataViewType.Double, value, annotations);

    /// <summary>An Int32.</summary>
    /// <inheritdoc cref="Create" path="/typeparam[@name='TResult']|/param|/exception"/>
    public static OutputColumn<TResult> Int32<TResult>(string name, Func<TResult, int> value, DataViewSchema.Annotations? annotations = null) =>
        Create(name, NumberDataViewType.Int32, value, annotations);

    /// <summary>A Boolean.</summary>
    /// <inheritdoc cref="Create" path="/typeparam[@name='TResult']|/param|/exception"/>
    public static OutputColumn<TResult> Boolean<TResult>(string name, Func<TResult, bool> value, DataViewSchema.Annotations? annotations = null) =>
        Create(name, BooleanDataViewType.Instance, value, annotations);

    /// <summary>A vector of Single.</summary>
    /// <inheritdoc cref="Create" path="/typeparam[@name='TResult']|/exception"/>
    /// <param name="name">The column's name. A column of that name in the input is hidden.</param>
    /// <param name="size">The length of every value, or 0 where it varies from row to row.</param>
    /// <param name="value">Takes the value out of a result. It is copied on to the reader. A value of another length than <paramref name="size"/> is an <see cref="InvalidOperationException"/> where it is read.</param>
    /// <param name="annotations">What the column says about itself. Default: nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is negative.</exception>
    public static OutputColumn<TResult> Vector<TResult>(string name, int size, Func<TResult, float[]> value, DataViewSchema.Annotations? annotations = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentNullException.ThrowIfNull(value);
        return Create(name, new VectorDataViewType(NumberDataViewType.Single, size), (TResult result) =>
        {
            float[] values = value(result);
            return size == 0 || values.Length == size
                ? new VBuffer<float>(values.Length, values)
                : throw new InvalidOperationException($"Column '{name}' is Vector<Single, {size}>, but a value has length {values.Length}.");
        }, annotations);
    }
}
