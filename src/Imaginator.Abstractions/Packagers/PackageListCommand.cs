using System.Collections.Immutable;

namespace Imaginator.Packagers;

/// <summary>The command that lists the installed packages of an image. Equality is by value.</summary>
public sealed record PackageListCommand
{
    /// <summary>The program and its arguments; empty if the packages cannot be listed.</summary>
    public ImmutableArray<string> ArgList { get; init; } = [];

    /// <summary>The factor that converts the printed sizes to bytes: 1024 for a tool that prints KiB.</summary>
    public ulong SizeMultiplier { get; init; } = 1;

    /// <inheritdoc/>
    public bool Equals(PackageListCommand? other) =>
        other is not null
        && SizeMultiplier == other.SizeMultiplier
        && ArgList.AsSpan().SequenceEqual(other.ArgList.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SizeMultiplier, ArgList.AsSpan().Length);
}
