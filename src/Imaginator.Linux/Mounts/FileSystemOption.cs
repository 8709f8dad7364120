namespace Imaginator.Linux.Mounts;

/// <summary>One mount option of a file system.</summary>
/// <param name="Name">The kernel's name of the option.</param>
/// <param name="Value">The value; null for an option without a value.</param>
public readonly record struct FileSystemOption(string Name, string? Value = null);
