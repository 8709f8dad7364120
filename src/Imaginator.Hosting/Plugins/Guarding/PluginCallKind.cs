namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>How long calls of a kind can take; see <see cref="GuardLimits"/>.</summary>
internal enum PluginCallKind
{
    /// <summary>Reads a property or the like. Cannot be cancelled.</summary>
    Property,

    /// <summary>Opens a store. A daemon that starts waits for it.</summary>
    Opening,

    /// <summary>A question or a small change.</summary>
    Answer,

    /// <summary>Sends or receives data.</summary>
    Transfer,

    /// <summary>Opens a receiver of notifications, or delivers one message to it.</summary>
    Delivery,

    /// <summary>Ends when it is cancelled, or takes as long as the store is large.</summary>
    Endless,

    /// <summary>Releases something. Cannot be cancelled.</summary>
    Disposal,
}
