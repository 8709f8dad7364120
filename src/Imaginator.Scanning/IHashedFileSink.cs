namespace Imaginator.Scanning;

/// <summary>Gets the files of a scan after they were hashed. Thread-safe.</summary>
public interface IHashedFileSink
{
    /// <summary>The number of different objects that the image store did not have.</summary>
    long NewObjects { get; }

    /// <summary>The number of different objects that the image store already had.</summary>
    long KnownObjects { get; }

    /// <summary>The sum of the sizes of the new objects in bytes.</summary>
    long NewBytes { get; }

    /// <summary>Adds files; equal ones can occur several times. They are valid until the call completes.</summary>
    ValueTask AddAsync(IReadOnlyList<HashedFile> files, CancellationToken cancellationToken);
}
