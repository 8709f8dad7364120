using System.Runtime.CompilerServices;
using Imaginator.ImageServers;
using Imaginator.Plugins.LocalStore.Catalogue;

namespace Imaginator.Plugins.LocalStore.Changes;

/// <summary>
/// Tells one watcher what is shown, then what changes. It looks whether somebody has committed something, and compares
/// what is shown with what the watcher has been told: nobody has to tell anybody, whichever process makes a change, and
/// a watcher that dawdles misses nothing but what came and went.
/// </summary>
internal static class StoreWatch
{
    /// <summary>How long a change may go unnoticed.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(200);

    public static async IAsyncEnumerable<StoreChange> RunAsync(
        ImageCatalogue catalogue, TimeProvider timeProvider, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watch = catalogue.Watch();
        CatalogueState? told = null;
        DateTimeOffset? nextExpiration = null;
        while (true)
        {
            // Asked before the state is read: what is committed in between is noticed in the next round.
            var now = timeProvider.GetUtcNow();
            if (watch.HasChanged() || nextExpiration <= now)
            {
                var state = await Task.Run(() => watch.Read(now), cancellationToken);
                foreach (var change in told is null ? StateDifference.Describe(state) : StateDifference.Compare(told, state))
                {
                    yield return change;
                }

                told = state;
                nextExpiration = state.Images.Min(image => image.ExpiresAt);
            }

            await Task.Delay(Interval, timeProvider, cancellationToken);
        }
    }
}
