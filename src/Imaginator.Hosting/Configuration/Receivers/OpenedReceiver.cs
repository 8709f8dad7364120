using System.Collections.Immutable;
using Imaginator.Building.Variables;
using Imaginator.Notifications;
using Imaginator.Plugins;

namespace Imaginator.Hosting.Configuration.Receivers;

/// <summary>The result of opening a receiver: the receiver, which is null if there are faults, and the faults.</summary>
public sealed record OpenedReceiver(INotificationReceiver? Receiver, ImmutableArray<SettingFault> Faults)
{
    /// <summary>Variables and files of secrets that are not there. The configuration can be right nevertheless, for another machine.</summary>
    public ImmutableArray<SettingFault> MissingSecrets { get; init; } = [];

    /// <summary>Masks the secrets that files contain.</summary>
    public SecretMasker FileMasker { get; init; } = SecretMasker.None;

    /// <summary>Files of secrets that other users can read.</summary>
    internal ImmutableArray<SettingFault> ReadableFiles { get; init; } = [];

    /// <summary>
    /// The names of the settings that the notifier declared or read, in any case, with true for those that are single values; null if they
    /// are unknown.
    /// </summary>
    internal ImmutableDictionary<string, bool>? KnownSettings { get; init; }

    /// <summary>Whether the notifier declared its settings: it has no others than the known ones.</summary>
    internal bool DeclaresSettings { get; init; }
}
