namespace Imaginator.Building.Workspaces;

/// <summary>The disk space of one build, limited by the kernel. Disposal releases it.</summary>
internal interface IBuildDisk : IDisposable
{
    /// <summary>The directory of the build's trees; null if it is the workspace itself.</summary>
    string? ContentPath { get; }

    /// <summary>The limit in bytes.</summary>
    long Limit { get; }

    /// <summary>The space that the build uses outside its workspace, in bytes.</summary>
    long BytesElsewhere { get; }

    /// <summary>
    /// Flushes the contents, and fails if the disk of the machine was full when a part of them was written. Nothing to do for disks where
    /// the command that writes gets the error.
    /// </summary>
    /// <exception cref="ImaginatorException">Contents are lost.</exception>
    void CheckContents();
}
