using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Maintenance;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>The parts of a store that its uploads use.</summary>
internal sealed record UploadContext(
    StoreDirectory Store,
    ImageCatalogue Catalogue,
    CatalogueTrust Trust,
    CollectionSchedule Schedule,
    TimeProvider TimeProvider,
    ILogger Logger);
