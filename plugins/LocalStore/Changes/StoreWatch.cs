using System.Runtime.CompilerServices;
using Imaginator.ImageStores.Changes;
using Imaginator.Plugins.LocalStore.Catalogue;

namespace Imaginator.Plugins.LocalStore.Changes;

/// <summary>
/// Reports the state of the store and its changes to one watcher. It polls for commits of any process and compares the present
/// state with the last reported state, so that a slow watcher misses only images and directories that no longer exist.
/// </summary>
internal static class StoreWatch
{
    /// <summary>The maximum delay of a change.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(200);

    public static async IAsyncEnumerable<StoreChange> RunAsync(
        StoreStates states, TimeProvider timeProvider, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watcher = states.AddWatcher();
        CatalogueState? reported = null;
        while (true)
        {
            var state = await states.ReadAsync(cancellationToken);
            if (!ReferenceEquals(state, reported))
            {
                foreach (var change in reported is null ? StateDifference.Describe(state) : states.Compare(reported, state))
                {
                    yield return change;
                }

                reported = state;
            }

            await Task.Delay(Interval, timeProvider, cancellationToken);
        }
    }
}
