using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML;

/// <summary>A column that a transformer writes: its name and type, and how its value comes out of a result. <see cref="OutputColumn"/> makes them.</summary>
/// <typeparam name="TResult">The transformer's result for a row.</typeparam>
public abstract class OutputColumn<TResult>
{
    private protected OutputColumn(string name, DataViewType type, DataViewSchema.Annotations? annotations)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(type);
        Name = name;
        Type = type;
        Annotations = annotations;
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>The column's type.</summary>
    public DataViewType Type { get; }

    /// <summary>What the column says about itself, or null for nothing.</summary>
    public DataViewSchema.Annotations? Annotations { get; }

    /// <summary>A <see cref="ValueGetter{TValue}"/> of the column's raw type for whatever result is current when it is called.</summary>
    internal abstract Delegate CreateGetter(Func<TResult> current);
}

internal sealed class TypedOutputColumn<TResult, TValue> : OutputColumn<TResult>
{
    private readonly Func<TResult, TValue> _value;

    public TypedOutputColumn(string name, DataViewType type, Func<TResult, TValue> value, DataViewSchema.Annotations? annotations)
        : base(name, type, annotations)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (type.RawType != typeof(TValue))
            throw new ArgumentException($"Column '{name}' of type {ColumnTypeName.Of(type)} holds {type.RawType}, not {typeof(TValue)}.", nameof(type));
        _value = value;
    }

    internal override Delegate CreateGetter(Func<TResult> current)
    {
        ValueCopier<TValue> copy = ValueCopier.For<TValue>();
        return (ValueGetter<TValue>)((ref TValue destination) => copy(_value(current()), ref destination));
    }
}
