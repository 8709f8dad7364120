using Imaginator.ImageStores.Objects;

namespace Imaginator.Building.Unpacking;

/// <summary>Delivers the contents of planned objects, several at once and in any order.</summary>
internal delegate Task ObjectDelivery(
    IReadOnlyList<PlannedObject> objects,
    Func<int, ObjectContents, CancellationToken, ValueTask> receive,
    CancellationToken cancellationToken);

/// <summary>Measures the disk space of planned objects in bytes, in their order; null if it is not known.</summary>
internal delegate Task<IReadOnlyList<long>?> ObjectMeasurement(
    IReadOnlyList<PlannedObject> objects, CancellationToken cancellationToken);
