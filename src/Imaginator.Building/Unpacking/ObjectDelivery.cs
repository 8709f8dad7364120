using Imaginator.ImageStores.Objects;

namespace Imaginator.Building.Unpacking;

/// <summary>Delivers the contents of planned objects, several at once and in any order.</summary>
/// <param name="objects">The objects.</param>
/// <param name="receive">Takes one: its index, and its contents.</param>
/// <param name="cancellationToken">Gives up.</param>
internal delegate Task ObjectDelivery(
    IReadOnlyList<PlannedObject> objects,
    Func<int, ObjectContents, CancellationToken, ValueTask> receive,
    CancellationToken cancellationToken);
