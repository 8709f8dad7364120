namespace Imaginator.Protocol.Gob.Coding;

/// <summary>Reads values of a local type as one sender describes them.</summary>
public abstract class GobPlan<T>
{
    /// <summary>Reads a value.</summary>
    public abstract T Read(ref GobReader reader);
}
