using System.Collections.Immutable;

namespace Imaginator.Building.Identities;

/// <summary>Files that must differ from machine to machine, and therefore must not be in an image.</summary>
/// <param name="What">Their name in messages.</param>
/// <param name="Paths">
/// Their paths. A star in the last name stands for any letters; a path that ends with <c>/*</c> selects all regular files of a
/// directory.
/// </param>
internal sealed record IdentityRule(string What, params ImmutableArray<string> Paths)
{
    /// <summary>How the identity is removed.</summary>
    public IdentityAction Action { get; init; } = IdentityAction.Remove;

    /// <summary>
    /// Paths of which an image has at least one if its machines make a new identity; empty if machines need none or make
    /// a new one in any case.
    /// </summary>
    public ImmutableArray<string> MadeBy { get; init; } = [];

    /// <summary>What to do if no path of <see cref="MadeBy"/> exists.</summary>
    public string Cure { get; init; } = "";
}
