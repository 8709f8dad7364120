namespace Imaginator.Building.Sandboxing;

/// <summary>The root that the commands of a sandbox see.</summary>
internal enum RootKind
{
    /// <summary>A tree.</summary>
    Tree,

    /// <summary>The root of this machine, of which commands can change only one tree if user namespaces are used.</summary>
    HostWithTree,

    /// <summary>The root of this machine, with root's full power.</summary>
    Host,
}
