using System.Runtime.CompilerServices;
using Imaginator.ImageStores.Changes;
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
        StoreStates states, TimeProvider timeProvider, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watcher = states.Enter();
        CatalogueState? told = null;
        while (true)
        {
            var state = await states.LookAsync(cancellationToken);
            if (!ReferenceEquals(state, told))
            {
                foreach (var change in told is null ? StateDifference.Describe(state) : states.Compare(told, state))
                {
                    yield return change;
                }

                told = state;
            }

            await Task.Delay(Interval, timeProvider, cancellationToken);
        }
    }
}
