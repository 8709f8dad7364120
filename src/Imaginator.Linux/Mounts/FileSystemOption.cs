namespace Imaginator.Linux.Mounts;

/// <summary>One option of a file system that is to be mounted.</summary>
/// <param name="Name">The kernel's name of the option.</param>
/// <param name="Value">Its value; null for an option that is just there or not.</param>
public readonly record struct FileSystemOption(string Name, string? Value = null);
