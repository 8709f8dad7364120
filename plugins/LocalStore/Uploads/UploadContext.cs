using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Maintenance;
using Imaginator.Plugins.LocalStore.Objects;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>The parts of a store that its uploads use.</summary>
internal sealed record UploadContext(
    StoreDirectory Store,
    ImageCatalogue Catalogue,
    CatalogueTrust Trust,
    TreeObjects Trees,
    CollectionSchedule Schedule,
    TimeProvider TimeProvider,
    ILogger Logger);
