using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Coding;

/// <summary>How values of a type are written and read. Immutable; shared by all streams.</summary>
internal abstract class GobCodec
{
    /// <summary>The shape of the type as it is described to receivers.</summary>
    public abstract GobSchema Schema { get; }
}

/// <summary>How values of a type are written and read.</summary>
internal abstract class GobCodec<T> : GobCodec
{
    /// <summary>Whether a struct's field of this value is left out, as Go does.</summary>
    public abstract bool IsOmitted(T value);

    /// <summary>Writes a value.</summary>
    public abstract void Write(ref GobWriter writer, T value);

    /// <summary>Makes the plan to read values that a sender describes in its way. Called by <see cref="GobBinder"/>.</summary>
    /// <exception cref="GobException">The types are not compatible.</exception>
    public abstract GobPlan<T> Bind(GobBinder binder, int typeId);
}
