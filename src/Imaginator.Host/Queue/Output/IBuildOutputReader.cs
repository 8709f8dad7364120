namespace Imaginator.Host.Queue.Output;

/// <summary>Reads a build's output. For one reader at a time; dispose of it.</summary>
internal interface IBuildOutputReader : IDisposable
{
    /// <summary>How far it has read, in bytes from the start; may be set.</summary>
    long Position { get; set; }

    /// <summary>Takes what there is, and waits for more where there is nothing.</summary>
    /// <param name="buffer">Gets the bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many; 0 when the build is over and everything was read.</returns>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
