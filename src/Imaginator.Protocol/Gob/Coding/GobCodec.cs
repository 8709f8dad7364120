using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Coding;

/// <summary>Writes and reads values of a type. Immutable; shared by all streams.</summary>
public abstract class GobCodec
{
    /// <summary>The shape of the type as it is described to receivers.</summary>
    public abstract GobSchema Schema { get; }
}

/// <summary>Writes and reads values of a type.</summary>
public abstract class GobCodec<T> : GobCodec
{
    /// <summary>Whether a struct's field with this value is omitted, as Go does.</summary>
    public abstract bool IsOmitted(T value);

    /// <summary>Writes a value.</summary>
    public abstract void Write(ref GobWriter writer, T value);

    /// <summary>
    /// Creates the plan that reads values of a type as the sender describes it. Called by <see cref="GobBinder"/>.
    /// </summary>
    /// <exception cref="GobException">The types are not compatible.</exception>
    public abstract GobPlan<T> Bind(GobBinder binder, int typeId);
}
