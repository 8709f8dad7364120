namespace Imaginator.Protocol.Gob.Coding;

/// <summary>Reads values of one of our types as one sender describes them.</summary>
internal abstract class GobPlan<T>
{
    /// <summary>Reads a value.</summary>
    public abstract T Read(ref GobReader reader);
}
