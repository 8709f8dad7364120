using Imaginator.ImageStores.Objects;

namespace Imaginator.Building.Unpacking;

/// <summary>Delivers the contents of planned objects, several at once and in any order.</summary>
internal delegate Task ObjectDelivery(
    IReadOnlyList<PlannedObject> objects,
    Func<int, ObjectContents, CancellationToken, ValueTask> receive,
    CancellationToken cancellationToken);
