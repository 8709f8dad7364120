using System.Collections.Immutable;
using System.Net;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Building.Sandboxing.Networks;

namespace Imaginator.Building.Sandboxing;

/// <summary>The settings of a sandbox that do not depend on the tree: with them, it can be started before there is a tree.</summary>
/// <param name="Root">The root that commands see.</param>
/// <param name="Limits">See <see cref="SandboxSettings.Limits"/>.</param>
/// <param name="Network">See <see cref="SandboxSettings.Network"/>.</param>
internal sealed record SandboxEntry(RootKind Root, SandboxLimits Limits, NetworkSettings Network)
{
    /// <summary>The host name that commands see if nothing else is set.</summary>
    public const string UsualHostName = "localhost";

    /// <inheritdoc cref="SandboxSettings.HostName"/>
    public string HostName { get; init; } = UsualHostName;

    /// <inheritdoc cref="SandboxSettings.NameServers"/>
    public ImmutableArray<IPEndPoint>? NameServers { get; init; }

    /// <inheritdoc cref="SandboxSettings.Contained"/>
    public bool Contained { get; init; } = true;
}
