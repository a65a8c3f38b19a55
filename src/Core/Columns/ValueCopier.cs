using System.Reflection;
using Microsoft.ML.Data;

namespace ResearchML;

/// <summary>Copies a column's value so that source and destination share nothing that either may overwrite.</summary>
internal delegate void ValueCopier<T>(in T source, ref T destination);

internal static class ValueCopier
{
    /// <summary>A VBuffer owns arrays that its owner reuses from row to row, so those are copied; all other values are immutable and assigned.</summary>
    public static ValueCopier<T> For<T>()
    {
        if (!typeof(T).IsGenericType || typeof(T).GetGenericTypeDefinition() != typeof(VBuffer<>))
            return static (in source, ref destination) => destination = source;
        return typeof(ValueCopier).GetMethod(nameof(CopyVector), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(typeof(T).GetGenericArguments())
            .CreateDelegate<ValueCopier<T>>();
    }

    private static void CopyVector<TItem>(in VBuffer<TItem> source, ref VBuffer<TItem> destination) => source.CopyTo(ref destination);
}
