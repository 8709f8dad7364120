using System.Collections.Immutable;

namespace Imaginator.Packagers;

/// <summary>The command that lists the installed packages of an image.</summary>
public sealed record PackageListCommand
{
    /// <summary>The arguments; empty when packages cannot be listed.</summary>
    public ImmutableArray<string> ArgList { get; init; } = [];

    /// <summary>What the printed sizes are multiplied by to get bytes: 1024 for a tool that prints KiB.</summary>
    public ulong SizeMultiplier { get; init; } = 1;
}
